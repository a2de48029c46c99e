"""MR1: who writes a profile for the search is not seen more, and the manager learns of it."""

import random
from dataclasses import replace

import pytest

from matcher import Flag, Matcher, Need, Reason, stuffing
from tests.matcher.factories import make_expert
from tests.matcher.robustness.attacks import attacks_on, honest_edit


def attacked(collection, limit):
    """(attack, whether it enters the first five, whether it is flagged), over needs x attacks."""
    rng = random.Random(0)
    experts = {expert.id: expert for expert in collection.experts}
    for need in collection.served_needs[:limit]:
        grades, ranked = collection.qrels[need.id], collection.matcher.rank(need)
        outsider = rng.choice([p.expert_id for p in ranked[10:] if not grades.get(p.expert_id)])
        attempts = attacks_on(
            need, experts[outsider], experts[max(grades, key=grades.get)], collection.experts, rng
        )
        fifth = [p.score for p in ranked if p.expert_id != outsider][4]
        attackers = Matcher(
            (replace(attacker, id=name) for name, attacker in attempts.items()), collection.encoder
        )
        for proposal in attackers.propose(need, k=len(attempts)).proposals:
            yield proposal.expert_id, proposal.score > fifth, bool(proposal.flags)


@pytest.mark.sized
@pytest.mark.parametrize("with_model", [True, False])
def test_mr1_stuffing_brings_nobody_among_the_first_five(
    with_model, collections, words_alone, full_size
):
    outcomes = [
        outcome
        for collection in (collections if with_model else [words_alone])
        for outcome in attacked(collection, None if full_size else 5)
    ]

    entered = sorted(attack for attack, entered, _ in outcomes if entered)
    assert len(entered) <= 0.02 * len(outcomes), entered
    unseen = sorted(attack for attack, _, flagged in outcomes if not flagged)
    assert len(unseen) <= 0.1 * len(outcomes), unseen


@pytest.mark.sized
def test_mr1_honest_profiles_and_edits_are_not_flagged(development, calibration, full_size):
    rng = random.Random(0)
    experts = [*development.experts, *calibration.experts]

    edited = [honest_edit(expert, rng) for expert in experts for _ in range(8 if full_size else 2)]

    assert not [flag for expert in experts for flag in stuffing.flags(expert)]
    assert sum(bool(stuffing.flags(expert)) for expert in edited) <= 0.01 * len(edited)


def test_mr1_a_pasted_abstract_is_no_list():
    abstract = (
        "Die Rückgewinnung von Wärme aus Abluft, Abwasser und Kühlkreisen wird in kleinen "
        "Betrieben selten geprüft, weil Messdaten fehlen und der Aufwand für Planung und "
        "Genehmigung hoch erscheint. Wir haben in elf Bäckereien, Wäschereien und Härtereien "
        "Temperaturen, Mengen und Laufzeiten über ein Jahr erfasst und daraus ein Verfahren "
        "abgeleitet, das mit wenigen Tagen Messung auskommt, Speicher und Wärmepumpen auslegt "
        "und die Wirtschaftlichkeit bei schwankenden Preisen, Laufzeiten und Zinsen angibt. "
        "Gezeigt wird außerdem, wie sich die Unsicherheit der Messung auf die Empfehlung "
        "auswirkt, welche Fehler bei der Auswahl der Messstellen häufig sind und wann sich eine "
        "längere Messung lohnt."
    )
    expert = make_expert("a", *(abstract, abstract.replace("elf", "zwölf")))

    assert stuffing.flags(expert) == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Kalk " * 50, Reason.REPEATED),
        ("Kalk, Rost, Belag, Asche, Staub, Lärm, Öl, Sand, Holz, Glas", Reason.LISTED),
        ("Kalk, Rost, Belag, Asche, Staub, Lärm", Reason.LISTED),
        ("Verfahren " + "und andere Verfahren " * 200, Reason.LONG),
        ("Lärm\u202e an Maschinen", Reason.HIDDEN),
        ("<p hidden>Lärm an Maschinen</p>", Reason.HIDDEN),
    ],
)
def test_mr1_what_is_odd_about_a_statement_is_named(text, reason):
    expert = make_expert("a", "Messung von Lärm im Freien", text)

    assert stuffing.flags(expert) == (Flag("a/2", reason),)


@pytest.mark.parametrize(
    "text",
    [
        "Kalk, Rost, Belag, Asche, Staub",
        "Kalk und Rost, Belag in Rohren, Asche, Staub, Lärm",
    ],
)
def test_mr1_a_few_things_named_in_a_row_are_no_list(text):
    assert stuffing.flags(make_expert("a", "Messung von Lärm im Freien", text)) == ()


def test_mr1_a_statement_that_repeats_the_need_does_not_count_and_is_named():
    need = Need("n", "Wohin damit?", "Unser Kessel macht viel Asche, wer kann sie verwerten?")
    honest = make_expert("a", "Verwertung von Holzasche aus Feuerungen")
    copying = make_expert("b", "Geschichte der Malerei", need.text)

    first, second = Matcher([honest, copying]).propose(need).proposals

    assert (first.expert_id, first.flags) == ("a", ())
    assert second.flags == (Flag("b/2", Reason.COPIED),)
    assert (
        second.score
        == Matcher([make_expert("b", "Geschichte der Malerei", "")]).rank(need)[0].score
    )


def test_mr1_who_searches_with_the_words_of_a_statement_finds_it():
    text = "Verwertung von Holzasche aus Feuerungen der Möbelindustrie"
    experts = [make_expert("a", text), make_expert("b", "Geschichte der Malerei")]

    (first, _) = Matcher(experts).search(text)

    assert (first.expert_id, first.flags) == ("a", ())
