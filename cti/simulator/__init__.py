"""An Asterisk that is not there: speaks AMI over TCP, plays calls, obeys actions."""
