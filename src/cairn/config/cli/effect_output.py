"""Tells effects in the words of the contract."""

from dataclasses import asdict


def as_object(found, label):
    """Return the keys of the contract; times as the file writes them, and null for what is not known."""
    return {
        "n_units": found.n_units,
        "n_times": found.n_times,
        "cohorts": [{"group": label(c) if c else None, "units": n} for c, n in found.cohorts],
        "rule": found.rule,
        "interval": found.interval,
        "att_gt": [
            {"group": label(one.group), "time": label(one.time), **_estimate(one.estimate)}
            for one in found.att_gt
        ],
        "simple": _estimate(found.simple),
        "group": _with(found.group, "cohorts", "group", found.by_cohort, label),
        "calendar": _with(found.calendar, "times", "time", found.by_time, label),
        "dynamic": _dynamic(found),
        "dynamic_overall": _estimate(found.dynamic_overall),
        "bands": found.bands
        and {key: getattr(found.bands, key) for key in ("critical", "level", "draws", "seed")},
        "pretrend": found.pretrend and asdict(found.pretrend),
        "sensitivity": found.sensitivity and asdict(found.sensitivity),
        "placebos": [
            {"earlier": one.earlier, "cohorts": one.n_cohorts, **_estimate(one.estimate)}
            for one in found.placebos
        ],
        "leave_out": {
            "cohorts": [
                {"group": label(int(one.what)), "att": one.att} for one in found.leave_out_cohorts
            ],
            "units": found.leave_out_units
            and [{"unit": one.what, "att": one.att} for one in found.leave_out_units],
        },
        "small_network": found.few and asdict(found.few),
        "notes": [{"code": one.code, "params": dict(one.params), "text": one.text} for one in found.notes],
        "verdict": found.verdict.text,
        "verdict_code": found.verdict.code,
        "verdict_params": dict(found.verdict.params),
        "can_tell": found.verdict.can_tell,
    }  # fmt: skip


def _estimate(one):
    return None if one is None else {"att": one.att, "se": one.se, "lower": one.lower, "upper": one.upper}


def _with(one, name, key, parts, label):
    if one is None:
        return None
    return {**_estimate(one), name: [{key: label(part.key), **_estimate(part.estimate)} for part in parts]}


def _dynamic(found):
    """Give each event time its interval, and the band that holds for all at once."""
    told = []
    for i, one in enumerate(found.dynamic):
        half = found.bands.halves[i] if found.bands else None
        att, se = one.estimate.att, one.estimate.se
        band = {"band_lower": None, "band_upper": None}
        if se is not None and half is not None:
            band = {"band_lower": att - half, "band_upper": att + half}
        told.append({"event_time": one.key, **_estimate(one.estimate), **band})
    return told
