"""The connection doctor: every mistake of a set-up told apart, with the one thing to do.

`causes.py` is the table: cause → how it is found → the one action. The words of each stand in
`advice_connect.py`. `probes.py` asks Zoom, `keys.py` concludes what is wrong with the keys and
addresses, `checkup.py` looks at a connection that stands, `window.py` asks what Zoom's window
showed where nobody but the organiser can know.
"""
