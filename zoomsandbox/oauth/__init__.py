"""Zoom's OAuth: https://developers.zoom.us/docs/integrations/oauth/."""
