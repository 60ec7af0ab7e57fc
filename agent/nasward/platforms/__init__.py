"""Evidence to facts: per vendor what to ask (sources) beside what the answers mean (interpreters). Pure."""
