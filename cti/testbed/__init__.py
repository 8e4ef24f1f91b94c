"""A real Asterisk with real SIP phones on the loopback address, for tests and for the demo.

Passes through: scenarios and demo traffic in, SIP calls and manager events out, Asterisk's own books
(queue_log, CDR) as typed rows. Nothing of it is needed to run the server against somebody's PBX.
"""
