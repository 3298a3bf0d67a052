"""`cairn finance`: its keys, its words and its refusals."""

import json

import pytest

from cairn import __version__
from cairn.config.cli.output import Counted
from cairn.engine.finance import schema, starting
from tests.config.cli.command import Command

PLAIN = {"cairn_plan": 1, "name": "Plain", "currency": "USD", "price_year": 2026, "years": [2026]}


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.json"
    path.write_text(starting(), encoding="utf-8")
    return path


run = Command("finance")


def answer(*arguments):
    result = run(*arguments, "--json")
    assert (result.exit_code, "Error" in result.stderr) == (0, False)  # progress may be told
    return json.loads(result.stdout)


def test_json_holds_costs_gaps_and_all_instruments(plan):
    told = answer(plan, "--draws", "10", "--seed", "3")
    assert (told["cairn"], told["inputs"][0]["path"]) == (__version__, str(plan))
    assert told["options"] == {"scenario": "base", "draws": 10, "seed": 3}
    assert told["cost"] == 8002428.84
    gaps = told["gaps"]
    assert (gaps["weighted"]["gap"], gaps["signed"]["gap"]) == (2257217.74, 4402217.74)
    assert gaps["weighted"]["by_year"]["2026"] == 289000
    assert sum(gaps["weighted"]["by_line"].values()) == pytest.approx(gaps["weighted"]["gap"])
    assert gaps["weighted"]["by_component"]["management"] == 832646.43
    assert gaps["weighted"]["bare"] == ["management"]
    assert gaps["weighted"]["overlaps"] == [
        {"line": line, "year": year, "sources": ["global-pool", "riverstone"]}
        for line in ("training", "refresher")
        for year in range(2026, 2030)
    ]
    assert told["warnings"] == [
        "No money reaches management.",
        "Global health pool and Riverstone Foundation earmarked more than fits for training (2026, 2027, "
        "2028, 2029), refresher (2026, 2027, 2028, 2029).",
    ]
    assert gaps["weighted"]["earmarks"] == [
        {
            "commitment": "riverstone-training",
            "source": "riverstone",
            "allowed": ["training", "refresher"],
            "unused": 189788.9,
            "closes": 189788.9,
        }
    ]
    assert told["ramps"]["people-by-the-state"][1] == {
        "year": 2027,
        "share": 0.4,
        "due": 179516.74,
        "realised": 320000,
        "short": 0,
    }
    assert told["loans"]["bank-credit"]["instalments"][-1]["owed"] == 0
    assert told["outcomes"]["visits-that-help"] == {
        "earned": 171600,
        "paid": 171600,
        "disputed": 18000,
        "lost": 63400,
    }
    assert told["waterfalls"]["revolving-medicines-fund"][0]["short"]["reserve of a quarter"] == 1275
    assert told["sensitivity"]["chances"]["draws"] == 10
    assert all(one["holds"] for one in told["checks"])


def test_people_read_the_gap_by_year_and_what_binds(plan):
    result = run(plan, "--draws", "5")
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines[0] == "Community health in the Two Rivers districts, 2026–2030, USD, scenario base"
    assert lines[2].startswith("The plan costs USD 8,002,429; USD 2,257,218 of it is not covered (28%)")
    assert [line.split(" ")[1] for line in lines[3:6]] == ["Ask", "Have", "Find"]
    assert "2026 1,067,450 1,180,000 289,000 267,250" in lines
    assert "all 8,002,429 5,935,000 2,257,218 4,402,218" in lines
    assert "Note: No money reaches management." in lines
    assert "people 3,109,156 129,444 2,119,156" in lines
    assert "riverstone 1,850,000 950,000 1,670,000 1,480,211 189,789" in lines
    assert "10 of 10 checks hold. Cost is quantity" in lines[-1]
    assert any(line.startswith("riverstone-training 189,789 189,789 training,") for line in lines)
    assert "The gap closes if every unit cost is 61.2% of what is assumed." in lines
    assert any(line.startswith("In 5 draws (seed 0) the gap lies between USD") for line in lines)


def test_a_check_that_fails_is_told(plan):
    plan.write_text(starting().replace("96500.50", "9650000"), encoding="utf-8")
    result = run(plan)
    assert "Mend first: within-commitment." in " ".join(result.stdout.split())
    assert (
        "Check within-commitment fails: no source gives or spends more than it committed. pool-grant: USD "
        in result.stdout
    )
    assert "9 of 10 checks hold." in result.stdout


def test_the_widest_gaps_of_a_long_plan_are_shown(tmp_path):
    path = tmp_path / "long.json"
    lines = [{"id": f"l{k}", "name": f"Line {k}", "quantity": 1, "unit_cost": k} for k in range(30)]
    path.write_text(json.dumps({**PLAIN, "lines": lines}))
    shown = run(path).stdout.splitlines()
    assert "Cost and gap by line (20 of 30, the widest gaps; --json gives all)" in [
        one.rstrip() for one in shown
    ]
    assert [one.split()[0] for one in shown if one.startswith("l") and "Line" in one] == [
        f"l{k}" for k in range(10, 30)
    ]
    assert answer(path)["steps"] == [
        "Find USD 435 more: it is missing even if all that is named comes. Most is missing in 2026 (USD 435) "
        "and for l29 (USD 29)."
    ]


def test_a_plain_plan_has_only_its_tables(tmp_path):
    path = tmp_path / "plain.json"
    held = {**PLAIN, "lines": [{"id": "pay", "name": "Pay", "quantity": 1, "unit_cost": 5}]}
    loan = {"id": "nothing", "principal": 0, "rate": 0, "periods": 1}
    path.write_text(json.dumps({**held, "loans": [loan]}))
    stdout = run(path).stdout
    assert "Earmarks that bind" not in stdout
    assert "Plain, 2026, USD, scenario base\n\nThe plan costs USD 5, and nobody has committed" in stdout
    assert "Loan nothing: 1 instalment, USD 0 of interest.\n" in stdout
    assert answer(path)["loans"]["nothing"]["grant_element"] is None


def test_a_scenario_is_taken_or_refused(plan):
    assert answer(plan, "--scenario", "high")["cost"] > answer(plan)["cost"]
    result = run(plan, "--scenario", "bold")
    assert result.exit_code == 1
    assert "There is no scenario 'bold'; known are: base, fewer-visits, high, late-pool" in result.stderr


def test_every_fault_names_the_file_and_its_path(plan):
    plan.write_text(
        starting().replace('"unit_cost": 60', '"unit_cost": -60').replace('"on": "2026-01-15",', "")
    )
    result = run(plan)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        f"Error: {plan}: exchange.LCU: 'on' is missing. Add it.",
        f"{plan}: lines[3].unit_cost: -60 is less than the minimum of 0.",
    ]


def test_the_example_and_the_schema_are_printed():
    assert run("--example").stdout == starting()
    assert json.loads(run("--schema").stdout) == schema()


@pytest.mark.parametrize("arguments", [[], ["nowhere.json"], ["--draws", "-1"]])
def test_a_wrong_command_line_is_refused_as_such(arguments):
    assert run(*arguments).exit_code == 2


def test_progress_is_told_after_two_seconds(capsys):
    progress = Counted("{n} of 9 draws")
    progress(2)
    progress.next_at -= 3
    progress(3)
    progress(4)
    assert capsys.readouterr().err == "3 of 9 draws\n"
