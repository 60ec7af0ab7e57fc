"""Password rules, second factor, directories of DSM (synology.md §6.4, §6.5, §19)."""

from nasward.model.evidence import Evidence
from nasward.model.facts import Account, Directory, Guest, PasswordPolicy, SecondFactor
from nasward.model.leaf import Items, Known, Leaf, Unknown
from nasward.platforms.reading import field
from nasward.platforms.synology.accounts import guest_enabled
from nasward.platforms.synology.answers import at, major, told, word

_OTP_LOOK = "Control Panel > Security > Account (DSM 6: Control Panel > User > Advanced)"
_LDAP_LOOK = "Control Panel > Domain/LDAP"


def interpret_password_policy(evidence: Evidence) -> PasswordPolicy:
    """The rules for new passwords. A factory DSM 6 names neither common passwords nor history."""
    answer = evidence.answer("synology.password_policy")
    history = at(answer, "strong_password.exclude_history", bool)
    count = at(answer, "strong_password.history_num", int)
    return PasswordPolicy(
        min_length=_unless_off(
            at(answer, "strong_password.min_length_enable", bool), at(answer, "strong_password.min_length", int)
        ),
        mixed_case=at(answer, "strong_password.mixed_case", bool),
        digits=at(answer, "strong_password.included_numeric_char", bool),
        special=at(answer, "strong_password.included_special_char", bool),
        refuses_user_name=at(answer, "strong_password.exclude_username", bool),
        refuses_common=at(answer, "strong_password.exclude_common_password", bool),
        history=Known(False, count.source, count.key) if isinstance(count, Known) and count.value == 0 else history,
        max_age=_max_age(evidence),
    )


def _unless_off(switch: Leaf[bool], number: Leaf[int]) -> Leaf[int]:
    if isinstance(switch, Known) and switch.value:
        return number
    return told(switch, int)


def _max_age(evidence: Evidence) -> Leaf[int]:
    answer = evidence.answer("synology.password_expiry")
    return _unless_off(field(answer, "password_expire_enable", bool), field(answer, "max_age", int))


def interpret_second_factor(evidence: Evidence) -> SecondFactor:
    """For whom one is enforced. `all` as DC's fixture shows it is graded C."""
    option = field(evidence.answer("synology.otp"), "otp_enforce_option", str)
    return SecondFactor(
        enforced=word(option, {"none": "none", "admin": "admins", "user": "all", "custom": "some"}, _OTP_LOOK),
        adaptive=_adaptive(evidence),
    )


def _adaptive(evidence: Evidence) -> Leaf[bool]:
    """Adaptive MFA came with DSM 7 (synology.md §20: its API is not in the manifests of 6.2.3)."""
    system = major(evidence.answer("synology.version"))
    if isinstance(system, Unknown):
        return system
    if system.value < 7:
        return Known(False, system.source, system.key)
    return word(field(evidence.answer("synology.adaptive"), "type", str), {"admin": True, "none": False}, _OTP_LOOK)


def interpret_guest(accounts: Items[Account]) -> Guest:
    """The built-in guest, by the account list: synoinfo's `enableguest` stays `no` (synology.md §0.1 item 4)."""
    return Guest(guest_enabled(accounts))


def interpret_directory(evidence: Evidence) -> Directory:
    """Domain and LDAP membership."""
    ldap = evidence.answer("synology.ldap")
    return Directory(
        domain=field(evidence.answer("synology.domain"), "enable_domain", bool),
        domain_admins_excluded=field(evidence.answer("synology.domain_conf"), "disable_domain_admins", bool),
        ldap=field(ldap, "enable_client", bool),
        ldap_encryption=word(
            field(ldap, "encryption", str), {"no": "none", "ssl": "tls", "tls": "tls"}, _LDAP_LOOK, "none"
        ),
    )
