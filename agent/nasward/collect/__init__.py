"""The only package that opens a connection: the inside over SSH, the outside as a stranger on the network."""
