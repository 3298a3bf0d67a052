"""The command's contract on real data: every promised key is there, and parts merge to the whole."""

import json
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cairn import __version__
from cairn.config.cli import COMMANDS, main

pytestmark = pytest.mark.shared
CONVERSATION = "conversations/brexit-consensus"
PANEL = ["--unit", "countyreal", "--time", "year", "--adopted", "first.treat", "--outcome", "lemp"]
RATES = ["att", "se"]


def run(*arguments):
    return CliRunner().invoke(main, [str(one) for one in arguments])


def answer(*arguments):
    """Return the one object on standard output; nothing else is there, and the command ended well."""
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    (line,) = result.stdout.splitlines()
    told = json.loads(line)
    assert told["cairn"] == __version__
    assert all(re.fullmatch("[0-9a-f]{64}", one["sha256"]) and one["path"] for one in told["inputs"])
    assert isinstance(told["options"], dict)
    assert "NaN" not in line
    return told


def has(one, *keys):
    return [key for key in keys if key not in one] == []


def alike(told):
    """Return an answer without what names its files."""
    return {key: value for key, value in told.items() if key not in ("inputs", "options")}


def test_map(shared_data):
    told = answer("map", shared_data / CONVERSATION)
    assert has(told, "n_participants", "n_statements", "n_votes", "components", "constituencies")
    assert has(
        told["statements"][0],
        *("id", "agree", "disagree", "pass", "seen", "mean", "extremity", "moderated", "by_group"),
        "group_informed_consensus",
    )
    assert has(told["statements"][0]["by_group"][0], "group", "agree", "disagree", "seen")
    assert has(told["components"][0], "id", "v1", "v2")
    assert has(told["participants"][0], "id", "x", "y", "n_votes", "group")
    assert has(told["groups"][0], "id", "size", "stability", "representative")
    assert all(isinstance(one["id"], str) for one in (*told["statements"], *told["participants"]))


def test_map_of_parts_is_the_map_of_the_whole(shared_data, tmp_path):
    header, *votes = (shared_data / CONVERSATION / "votes.csv").read_text().splitlines(keepends=True)
    voter = header.strip().split(",").index("voter-id")
    summaries = []
    for number in range(2):
        part, summary = tmp_path / f"part-{number}", tmp_path / f"{number}.summary"
        part.mkdir()
        for name in ("summary.csv", "comments.csv"):
            (part / name).write_bytes((shared_data / CONVERSATION / name).read_bytes())
        mine = [vote for vote in votes if int(vote.split(",")[voter]) % 2 == number]
        (part / "votes.csv").write_text(header + "".join(mine))
        result = run("map", "summarise", part, "-o", summary)
        assert result.exit_code == 0, result.output
        summaries.append(summary)
    merged, whole = answer("map", "merge", *summaries), answer("map", shared_data / CONVERSATION)
    common = set(merged) & set(whole) - {"inputs", "options"}
    assert {"statements", "groups", "components", "participants"} <= common
    assert {key: merged[key] for key in common} == {key: whole[key] for key in common}


@pytest.mark.parametrize("kind", ["common-ground", "proportional"])
def test_slate(shared_data, kind):
    told = answer("slate", shared_data / CONVERSATION, "--size", 4, "--kind", kind)
    assert len(told["statements"]) == 4
    assert all(has(one, "id", "reason") for one in told["statements"])
    assert has(told["certificate"], "ejr_plus", "worst_constituency", "coverage")


@pytest.mark.parametrize("chart", ["run", "xmr", "p", "pprime", "u"])
def test_signal(shared_data, chart, tmp_path):
    lines = (shared_data / "series" / "nhs_ae_attendances.csv").read_text().splitlines(keepends=True)
    major = tmp_path / "major.csv"
    major.write_text("".join([lines[0], *(line for line in lines if ',"1",' in line)]))
    more = ["--denominator", "attendances"] if chart in ("p", "pprime", "u") else []
    told = answer(
        *(
            "signal",
            major,
            "--date",
            "period",
            "--by",
            "org_code",
        ),
        *("--value", "breaches", "--chart", chart, "--better", "down", *more),
    )
    one = told["series"][0]
    assert has(one, "key", "centre", "lower", "upper", "signals", "variation", "assurance", "verdict")
    assert has(one["points"][0], "date", "value", "label", "kind")
    for series in told["series"]:
        assert all(has(signal, "rule", "from", "to") for signal in series["signals"])


TRUSTS = ["--date", "period", "--by", "org_code", "--by", "type"]


def test_quality_of_real_reports(shared_data, tmp_path):
    """Every trust's three kinds of departments, month by month: who reports, by which rules, how it goes."""
    file, rules = shared_data / "series" / "nhs_ae_attendances.csv", tmp_path / "rules.json"
    part = {"name": "part", "left": {"measure": "breaches"}, "operator": "less_or_equal",
            "right": {"measure": "attendances"}}  # fmt: skip
    rules.write_text(json.dumps([part]))
    told = answer("quality", "completeness", file, *TRUSTS, "--value", "attendances", "--due", 30)
    assert has(told, "expected", "reported", "on_time", "verdict", "periods", "reporters")
    assert told["expected"] == len(told["periods"]) * len(told["reporters"])
    assert told["reported"] == sum(one["reported"] for one in told["reporters"]) == 12765
    told = answer("quality", "check", file, "--rules", rules, *TRUSTS)
    assert (told["rules"][0]["ok"], told["breaches"]) == (12765, [])
    shares = ["--value", "breaches", "--denominator", "attendances", "--better", "down"]
    told = answer("quality", "progress", file, *TRUSTS, *shares, "--tolerance", "2%")
    assert has(told, "k", "n", "unknown", "rule", "verdict", "outcomes", "parts")
    assert told["n"] + told["unknown"] == len(told["outcomes"])
    told = answer("quality", "gaps", file, "--date", "period", "--by", "type", "--group", "org_code", *shares)
    assert has(told["series"][0], "key", "baseline", "latest", "reference", "counts", "gaps", "verdict")
    assert has(told["series"][0]["gaps"][0], "group", "then", "now", "change", "code", "verdict")


def test_quality_of_pledges_and_marks(tmp_path):
    file = tmp_path / "q.csv"
    file.write_text("month,site,pledge,ok\n2024-01,Elm,3,yes\n2024-01,Oak,,no\n")
    words = ["--partner", "site", "--value", "pledge", "--target", 5]
    told = answer("quality", "slices", file, *words)
    assert has(told["slices"][0], "key", "target", "pledged", "partners")
    assert has(told["slices"][0]["pledged"], "low", "high", "gap_low", "gap_high", "verdict")
    told = answer("quality", "standing", file, "--date", "month", "--by", "site", "--good", "ok")
    assert has(told["series"][0], "key", "state", "earned_in", "lost_in", "periods", "verdict")


@pytest.mark.parametrize(
    "options", [[], ["--control", "not-yet", "--base", "universal"], ["--method", "imputation"]]
)
def test_effect(shared_data, options):
    told = answer("effect", shared_data / "panels" / "mpdta.csv", *PANEL, *options)
    assert has(
        told, "att_gt", "simple", "group", "calendar", "dynamic", "dynamic_overall", "pretrend", "verdict"
    )
    assert has(told["att_gt"][0], "group", "time", *RATES)
    assert has(told["dynamic"][0], "event_time", *RATES)
    assert all(has(told[name], *RATES) for name in ("simple", "dynamic_overall"))


def test_effect_many(shared_data, tmp_path):
    header, *rows = (shared_data / "panels" / "mpdta.csv").read_text().splitlines(keepends=True)
    panels = tmp_path / "panels.csv"
    panels.write_text(
        f"practice,measure,{header}"
        + "".join(f"{one},{row.strip()}\n" for one in ("law,all", "law,again", "rule,all") for row in rows)
    )
    told = answer("effect", "many", panels, "--practice", "practice", "--measure", "measure", *PANEL)
    assert has(told, "verdict", "n_tried", "n_called", "picked", "by_chance", "practices", "effects", "notes")
    assert has(told["practices"][0], "practice", "mean", "lower", "upper", "verdict")
    one = told["effects"][0]
    assert has(one, "practice", "measure", "estimate", "se", "p", "adjusted_p", "is_called", "pooled")
    assert has(one, "lower", "upper", "kept", "verdict", "verdict_code")
    alone = answer("effect", shared_data / "panels" / "mpdta.csv", *PANEL)
    assert one["estimate"] == alone["simple"]["att"]


def test_a_measure_of_members_is_the_measure_of_the_whole(shared_data, tmp_path):
    definition = Path(__file__).parents[2] / "engine/measure/definitions/veterans.json"
    file = shared_data / "place" / "hud_pit_veteran_coc_2011_2022.xlsx"
    whole = answer("measure", "run", definition, "--data", file)
    assert has(whole["values"][0], "period", "place", "group", "numerator", "denominator", "value", "status")
    assert has(whole["leaves"], "rule", "threshold", "held", "values")
    rows = [one for one in whole["values"] if one["place"] and one["status"] == "present"]
    parts = []
    for number in range(2):
        mine = [one for one in rows if (one["place"] < "MO") == (number == 0)]
        member, part = tmp_path / f"{number}.csv", tmp_path / f"{number}.summary"
        lines = [f"{one['period']},{one['place']},{one['numerator']}" for one in mine]
        member.write_text("\n".join(["Year,CoC Number,Homeless veterans", *lines]))
        result = run("measure", "summarise", definition, "--data", member, "-o", part)
        assert result.exit_code == 0, result.output
        parts.append(part)
    merged = answer("measure", "merge", *parts)
    assert {key: merged[key] for key in ("values", "leaves")} == {
        key: whole[key] for key in ("values", "leaves")
    }


def test_effect_of_sites_is_the_effect_of_the_whole(shared_data, tmp_path):
    lines = (shared_data / "panels" / "mpdta.csv").read_text().splitlines(keepends=True)
    at = lines[0].strip().replace('"', "").split(",").index("countyreal")
    sites = [lines[:1], lines[:1]]
    for line in lines[1:]:
        sites[int(float(line.split(",")[at])) // 2 % 2].append(line)
    parts = []
    for number, rows in enumerate(sites):
        site, part = tmp_path / f"{number}.csv", tmp_path / f"{number}.panel"
        site.write_text("".join(rows))
        result = run("effect", "summarise", site, *PANEL, "-o", part)
        assert result.exit_code == 0, result.output
        parts.append(part)
    merged, whole = (
        alike(answer("effect", "merge", *parts)),
        alike(answer("effect", shared_data / "panels" / "mpdta.csv", *PANEL)),
    )
    for key in ("att_gt", "simple", "group", "calendar", "dynamic", "dynamic_overall"):
        assert merged[key] == whole[key]


@pytest.mark.parametrize(
    "options",
    [
        ["equal-shares"],
        ["equal-shares", "--utility", "cardinality", "--completion", "utilitarian"],
        ["equal-shares", "--completion", "add1", "--add1-stop", "exhaustive", "--add1-step", "100"],
        ["phragmen"],
        ["greedy", "--utility", "cardinality"],
    ],
)
def test_allocate(shared_data, options):
    told = answer(
        "allocate", shared_data / "budgets" / "Poland_Wieliczka_2023_Green_Budget.pb", "--rule", *options
    )
    assert has(told, "winners", "cost", "left", "ties", "rule", "warnings")
    assert all(isinstance(winner, str) for winner in told["winners"])


def test_ask(tmp_path):
    plan = tmp_path / "plan.md"
    plan.write_text("# Water\n\nEach village may draw forty litres of water per person per day.\n")
    told = answer("ask", "How much water may each village draw?", "--in", plan)
    assert "forty litres" in told["answer"]
    assert has(told["citations"][0], "document", "page", "passage", "score")
    silent = answer("ask", "Who is the mayor of Lisbon?", "--in", plan)
    assert silent["citations"] == []


def test_backup_restore_and_export(cast, tmp_path):
    backup, export = tmp_path / "backup.zip", tmp_path / "export.zip"
    for words in (["backup", backup], ["restore", backup, "--replace"], ["export", "rivers", export]):
        told = answer(*words)
        assert told["ok"] is True
        assert told["checked"] > 40
    assert has(told, "file", "bytes", "sha256", "as_of", "heads", "scope", "parts")


def leaves():
    """Yield the words of every command that does something itself."""
    for name in COMMANDS:
        command = main.get_command(None, name)
        words = (
            command.list_commands(None) if isinstance(command, click.Group) else getattr(command, "words", ())
        )
        yield from ([name, word] for word in words)
        if not words:
            yield [name]


def test_help_parts_what_needs_no_database_from_what_does():
    told = run("--help").output
    files, database = told.split("With a database:")
    assert "On your own files:" in files
    assert ("\n  record " in files, "\n  conversation " in database) == (True, True)
    assert all(f"\n  {name} " in told for name in COMMANDS)


@pytest.mark.parametrize("words", [words for words in leaves() if words != ["manage"]], ids=" ".join)
def test_every_command_has_help_with_an_example(words):
    result = run(*words, "--help")
    assert result.exit_code == 0
    assert "Example" in result.output


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"manage", "serve", "demo"}))
def test_a_wrong_command_line_ends_with_2(name):
    assert run(name, "--no-such-option").exit_code == 2
