"""The stable machine format `nasward/results/1` (design §8)."""

import json
from typing import Any

from nasward.model.verdict import FactUsed, Results, TargetResult, Verdict


def render(results: Results) -> str:
    """Canonical JSON text: sorted keys, two blanks of indent, one line feed at the end."""
    return json.dumps(document(results), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def document(results: Results) -> dict[str, Any]:
    """The results as plain data."""
    return {
        "schema": results.schema,
        "run": {
            "id": results.run_id,
            "started": results.started,
            "profile": results.profile,
            "threshold": str(results.threshold),
            "inputs": dict(results.inputs),
        },
        "targets": [_target(target) for target in results.targets],
    }


def _target(target: TargetResult) -> dict[str, Any]:
    platform = target.platform
    return {
        "name": target.name,
        "address": target.address,
        "site": target.site,
        "as_of": target.as_of,
        "platform": {
            "vendor": platform.vendor,
            "os": platform.os,
            "version": platform.version,
            "build": platform.build,
            "update": platform.update,
            "model": platform.model,
        },
        "reached": {
            "ssh": target.login.privilege if target.login.outcome == "ok" else str(target.login.outcome),
            "ssh_detail": target.login.detail,
            "lan": str(target.lan),
        },
        "statistics": {
            "ssh_connections": target.stats.connections,
            "ssh_execs": target.stats.execs,
            "login_tries": target.stats.logins,
        },
        "incomplete": list(target.incomplete),
        "verdicts": [_verdict(verdict) for verdict in target.verdicts],
        "gaps": [_fact(fact) for fact in target.gaps],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "check": verdict.check,
        "title": verdict.title,
        "subject": {"kind": verdict.subject.kind, "name": verdict.subject.name, "rest": verdict.subject.rest},
        "verdict": str(verdict.ruling),
        "severity": str(verdict.severity),
        "risk": {"likelihood": verdict.risk.likelihood, "impact": verdict.risk.impact},
        "area": verdict.area,
        "reason": verdict.reason,
        "why": verdict.why,
        "code": verdict.code,
        "leans": verdict.leans,
        "evidence": [_fact(fact) for fact in verdict.evidence],
        "remediation": verdict.remediation or None,
        "parameters": dict(verdict.parameters),
        "manual": verdict.manual or None,
        "side_effect": verdict.side_effect,
        "fingerprint": verdict.fingerprint,
        "waiver": None,
    }


def _fact(fact: FactUsed) -> dict[str, Any]:
    return {
        "fact": fact.fact,
        "value": fact.value,
        "unknown": fact.unknown or None,
        "source": fact.source,
        "key": fact.key,
    }
