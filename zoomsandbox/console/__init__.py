"""The console: the account as a host and as an app's developer sees it. This is not Zoom."""
