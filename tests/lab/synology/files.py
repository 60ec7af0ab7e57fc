"""The files of a simulated DSM that no call of the lab changes, from its state (synology.md §6.4, §10 to §19)."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

_ETC = "usr/syno/etc"
_POLICY = {"allow": 0, "drop": 1, "none": 2}
_IP_GROUP = {"ip": 0, "netmask": 1, "ipset": 2, "geoip": 3, "iprange": 4, "all": 5}
_PORT_GROUP = {"service": 0, "custom": 1, "reserved": 2, "all": 3}
_PROTOCOL = {"tcp": 1, "udp": 2, "all": 3}
_SQUASH = {
    "root": "no_root_squash,insecure_locks,{sec},anonuid=1025,anongid=100",
    "admin": "root_squash,insecure_locks,{sec},anonuid=1024,anongid=100",
    "guest": "root_squash,insecure_locks,{sec},anonuid=1025,anongid=100",
    "all_admin": "all_squash,insecure_locks,{sec},anonuid=1024,anongid=100",
    "all_guest": "all_squash,insecure_locks,{sec},anonuid=1025,anongid=100",
}
_FLAVOURS = {"sys": "sys", "kerberos": "krb5", "kerberos_integrity": "krb5i", "kerberos_privacy": "krb5p"}
_CRON_HEAD = (
    'MAILTO=""\nPATH=/sbin:/bin:/usr/sbin:/usr/bin:/usr/syno/sbin:/usr/syno/bin:/usr/local/sbin:/usr/local/bin\n'
    "#minute\thour\tmday\tmonth\twday\twho\tcommand\n"
)


def files_of(data: Mapping[str, Any], state: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Path, text and mode of each."""
    reads = state["reads"]
    yield from _firewall(state["firewall"])
    for adapter, on in state["dos"].items():
        yield f"etc/fw_security/{adapter}.conf", f"[SETTINGS]\ndos_protect_enable={_yes(on)}\n", 0o644
    if any(share["nfs"] for share in state["shares"]):
        yield "etc/exports", "".join(_export(share) for share in state["shares"] if share["nfs"]), 0o644
    yield "etc/snmp/snmpd.conf", _snmpd(reads["SYNO.Core.SNMP get"], data), 0o600
    yield (
        "etc/crontab",
        _CRON_HEAD + "".join(_cron(task) for task in state["tasks"]) + _lines(data.get("cron", [])),
        0o644,
    )
    yield f"{_ETC}/strongpassword.conf", _policy(reads["SYNO.Core.User.PasswordPolicy get"]["strong_password"]), 0o644
    yield f"{_ETC}/www/DSM.json", _dsm_json(reads), 0o644
    yield (
        f"{_ETC}/security-profile/tls-profile/datastore.json",
        json.dumps(reads["SYNO.Core.Web.Security.TLSProfile get"]),
        0o644,
    )
    update = reads["SYNO.Core.Upgrade.Setting get"]
    yield (
        f"{_ETC}/update.conf",
        json.dumps({key: update[key] for key in ("smart_nano_enabled", "autoupdate_type")}),
        0o644,
    )
    yield f"{_ETC}/securityscanSetting.json", json.dumps(reads["SYNO.Core.SecurityScan.Conf get"]), 0o644
    yield "etc/rsyncd.conf", "pid file = /var/run/rsyncd.pid\nlock file = /var/run/rsync.lock\nuse chroot = no\n", 0o644
    telnet = "" if state["terminal"]["enable_telnet"] else "#"
    yield "etc/inetd.conf", f"{telnet}telnet\tstream\ttcp\tnowait\troot\t/usr/bin/telnetd\ttelnetd\n", 0o644
    yield from _packages(state["packages"])
    yield from _planted(data)


def synoinfo_of(state: Mapping[str, Any]) -> str:
    """The keys of synoinfo.conf that mirror an answer (synology.md §6.5, §11, §15, §16, §17)."""
    reads = state["reads"]
    session, log = reads["SYNO.Core.Security.DSM get"], reads["SYNO.Core.SyslogClient.FileTransfer get"]
    keys = {
        "dsmtimeout": session["timeout"],
        "skip_checksrcip": _yes(session["skip_ip_checking"]),
        "enable_syno_token": _yes(session["enable_csrf_protection"]),
        "otp_enforce_option": reads["SYNO.Core.OTP.EnforcePolicy get"]["otp_enforce_option"],
        "runsnmpd": _yes(reads["SYNO.Core.SNMP get"]["enable_snmp"]),
        "pkg_source_trust_level": reads["SYNO.Core.Package.Setting get"]["trust_level"],
        "ntpdate_server": reads["SYNO.Core.Region.NTP get"]["server"],
        "smbxferlog": _yes(log["cifs"]),
        "ftpxferlog": _yes(log["ftp"]),
    }
    return "".join(f'{key}="{value}"\n' for key, value in keys.items())


def write_block_list(file: Path, blocked: Mapping[str, Any]) -> None:
    """The sqlite database of auto block (synology.md §14.3)."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(file) as database:
        database.execute(
            "CREATE TABLE AutoBlockIP(IP varchar(50) PRIMARY KEY, RecordTime date NOT NULL, ExpireTime date NOT NULL, "
            "Deny boolean NOT NULL, IPStd varchar(50) NOT NULL, Type INTEGER, Meta varchar(256))"
        )
        rows = [(ip, 0, 0, kind == "deny", ip, 0, "") for kind, ips in blocked.items() for ip in ips]
        database.executemany("INSERT INTO AutoBlockIP VALUES (?,?,?,?,?,?,?)", rows)
    database.close()


def _yes(on: bool) -> str:
    return "yes" if on else "no"


def _lines(lines: list[str]) -> str:
    return "".join(line + "\n" for line in lines)


def _firewall(state: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    """The integers of the files on disk; names of keys beyond those of §14.1 are composed."""
    settings = {"profile": state["profile"], "status": state["enabled"]}
    yield f"{_ETC}/firewall.d/firewall_settings.json", json.dumps(settings, indent=3) + "\n", 0o644
    for number, (name, sections) in enumerate(sorted(state["profiles"].items()), 1):
        rules = {adapter: [_rule(rule) for rule in section["rules"]] for adapter, section in sections.items()}
        policies = {adapter: _POLICY[section["policy"]] for adapter, section in sections.items()}
        body = {"name": name, "adapterPolicyMap": policies, "rules": rules if any(rules.values()) else []}
        yield f"{_ETC}/firewall.d/{number}.json", json.dumps(body, indent=3) + "\n", 0o644


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "enable": rule["enable"],
        "name": rule["name"],
        "policy": _POLICY[rule["policy"]],
        "portProtocol": _PROTOCOL[rule["protocol"]],
        "portGroup": _PORT_GROUP[rule["port_group"]],
        "portList": rule["ports"].split(","),
        "ipType": 2,
        "ipGroup": _IP_GROUP[rule["source_ip_group"]],
        "ipList": _addresses(rule["source_ip"]),
        "chainList": ["INPUT_FIREWALL", "FORWARD_FIREWALL"],
        "log": rule["log"],
    }


def _addresses(source: str) -> list[str]:
    """`192.168.1.0/24` as address and mask, a range as its ends, all else as it is."""
    if "/" in source:
        return IPv4Network(source).with_netmask.split("/")
    return source.split("-")


def _export(share: Mapping[str, Any]) -> str:
    return f"{share['path']}" + "".join(f"\t{_client(rule)}" for rule in share["nfs"]) + "\n"


def _client(rule: Mapping[str, Any]) -> str:
    flavours = ":".join(word for key, word in _FLAVOURS.items() if rule["security_flavor"].get(key))
    mode = "async" if rule["async"] else "sync"
    port = "insecure" if rule["insecure"] else "secure"
    cross = "crossmnt," if rule["crossmnt"] else ""
    squash = _SQUASH[rule["root_squash"]].format(sec=f"sec={flavours}")
    return f"{rule['client']}({rule['privilege']},{mode},no_wdelay,{cross}{port},{squash})"


def _snmpd(snmp: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """The loopback line always; a second community means v1 and v2c, an rouser v3 (synology.md §11)."""
    text = "rocommunity syno localhost\n"
    if snmp["enable_snmp_v1v2"]:
        text += f"rocommunity {snmp['rocommunity']}\n"
    if snmp["enable_snmp_v3"]:
        text += f'createUser {snmp["rouser"]} SHA "{data["snmp_password"]}" AES\nrouser {snmp["rouser"]}\n'
    return text


def _cron(task: Mapping[str, Any]) -> str:
    return f"0\t3\t*\t*\t*\troot\t/usr/syno/bin/synoschedtask --run id={task['id']}\n" if task["enabled"] else ""


def _policy(policy: Mapping[str, Any]) -> str:
    """Blanks as each writer left them (synology.md §0.1.7)."""
    words = {key: _yes(value) if isinstance(value, bool) else value for key, value in policy.items()}
    return "".join(f'{key} = "{word}"\n' for key, word in words.items()) + 'password_must_change= "no"\n'


def _dsm_json(reads: Mapping[str, Any]) -> str:
    web = reads["SYNO.Core.Web.DSM get"]
    compression = reads["SYNO.Core.Web.Security.HTTPCompression get"]["http_compression"]
    https = {"compatibility": 1, "compression": compression, "hsts": web["enable_hsts"], "http2": False}
    ssl = {"port": web["https_port"], "redirect": web["enable_https_redirect"], "spdy": web["enable_spdy"]}
    return json.dumps({"port": web["http_port"], "https": https, "ssl": ssl, "fqdn": None, "version": 1}, indent=4)


def _packages(packages: list[dict[str, Any]]) -> Iterator[tuple[str, str, int]]:
    for row in packages:
        folder = f"var/packages/{row['id']}"
        info = {"package": row["id"], "version": row["version"], "description": row["description"], "arch": "x86_64"}
        yield f"{folder}/INFO", "".join(f'{key}="{value}"\n' for key, value in info.items()), 0o644
        if row["enabled"]:
            yield f"{folder}/enabled", "", 0o644


def _planted(data: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Secrets where DSM keeps them, and the profile's own `files`."""
    for row in data["accounts"]:
        if row.get("otp"):
            path = f"{_ETC}/preference/{row['name']}/google_authenticator"
            yield path, f'{row["otp"]}\n" RATE_LIMIT 3 30\n" TOTP_AUTH\n12345678\n', 0o600
    if data.get("rsync_accounts"):
        text = "".join(f"{name}:{password}\n" for name, password in data["rsync_accounts"].items())
        yield f"{_ETC}/rsyncd.account", text, 0o600
    if data.get("smtp_password"):
        yield f"{_ETC}/synosmtp.conf", f'smtp_auth_passwd="{data["smtp_password"]}"\nsmtp_mail_enabled="yes"\n', 0o600
    for row in data.get("files", []):
        yield str(row["path"]).lstrip("/"), str(row["text"]), int(str(row.get("mode", "644")), 8)
