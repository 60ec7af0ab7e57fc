"""The words of the design (§2) as frozen, typed models. No I/O, no vendor, no protocol."""
