"""Zoom's REST API v2: https://developers.zoom.us/docs/api/."""
