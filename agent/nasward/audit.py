"""The pipeline, readable top to bottom: targets, evidence, facts, verdicts."""
