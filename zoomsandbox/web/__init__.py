"""Zoom's web endpoint and sockets as the Meeting SDK for Web 6.2.0 sees them.

The wire is Zoom's own and undocumented: measured by running the published package. It may
change with any version of the SDK; nothing but this stand-in may rely on it.
"""
