"""What each number of the dyadic analyses means, and where it comes from."""

from __future__ import annotations

from annotator.analysis.agreement.meaning import Meaning

MEANINGS: dict[str, Meaning] = {
    "time": Meaning(
        name="Shared session time",
        sign="time",
        asks="How much of the session did both mark?",
        says="The share of session time that stretches of both parties cover. A stop without an "
        "end stands for the stretch that the study sets.",
        source="Own definition; tested by shifting, Lancaster et al. (2018), Phys. Rep. 748",
    ),
    "time_of_either": Meaning(
        name="Shared time of what either marked",
        sign="time of either",
        asks="Of the time that either marked, how much did both?",
        says="The shared time over the time that at least one party marked (Jaccard). It does not "
        "fall because sessions are long.",
        source="Jaccard (1901); tested by shifting, Lancaster et al. (2018)",
    ),
    "moments": Meaning(
        name="Moments that meet one of the other’s",
        sign="moments",
        asks="How many moments meet one of the other’s?",
        says="Of all moments of both parties, the share whose stretch of session time overlaps one "
        "of the other party’s.",
        source="Own definition; tested by shifting, Lancaster et al. (2018)",
    ),
    "circular_shift": Meaning(
        name="Chance by shifting the clock",
        sign="circular shift",
        asks="Would it be as much if the two spoke of unrelated times?",
        says="The patient’s moments are moved by random steps, as on a ring, between the first and "
        "the last moment of either party in each session; p is the share of such draws that reach "
        "what was found. Moments near these two ends are left out of it. Where both parties leave "
        "the same places between them free, chance comes out too low: look at the partners.",
        source="Lancaster et al. (2018); p: Phipson & Smyth (2010), Stat. Appl. Genet. Mol. Biol. "
        "9:39; mid-p: Lancaster (1961), JASA 56",
    ),
    "permutation": Meaning(
        name="Chance by other partners",
        sign="permutation of dyads",
        asks="Would therapists share as much with the patients of others?",
        says="Therapists meet the patients of other dyads, session by session. What all sessions "
        "have in common (a beginning, an end) counts as chance here.",
        source="Bernieri & Rosenthal (1991), pseudo-dyads",
    ),
    "lag_table": Meaning(
        name="Adjusted residual",
        sign="adjusted residual",
        asks="Does a code follow another more often than chance?",
        says="The count of a pair less what independence expects, in standard deviations: beyond "
        "±1.96 is rare by chance. Pairs are never taken across two transcripts.",
        source="Haberman (1973); Bakeman & Quera (2011), Sequential analysis",
    ),
    "recurrence": Meaning(
        name="Lagged cross-recurrence",
        sign="recurrence rate",
        asks="When does one party come to what the other marked?",
        says="The share of steps of 10 s at which the therapist’s codes recur in the patient’s a "
        "lag later. p is for the furthest point of all lags at once.",
        source="Dale & Spivey (2006); Coco & Dale (2014), Front. Psychol. 5:510",
    ),
    "mean_difference": Meaning(
        name="Mean difference",
        sign="therapist − patient",
        asks="Who rates paired moments higher?",
        says="The therapist’s rating less the patient’s, on the mean of pairings that both rated.",
        source="Intervals leave out each dyad once: Efron & Tibshirani (1993), ch. 11",
    ),
    "icc_2_1": Meaning(
        name="Intraclass correlation of the two",
        sign="ICC(2,1)",
        asks="How alike are the two ratings of one event?",
        says="Likeness of single ratings in level and order, for two raters of a kind.",
        source="Shrout & Fleiss (1979), Psychol. Bull. 86",
    ),
    "truth_force_therapist_within_dyads": Meaning(
        name="Truth force within dyads",
        sign="truth force",
        asks="Does one party’s rating follow the other’s from moment to moment?",
        says="The slope of the therapist’s ratings on the patient’s, both less the dyad’s mean: 1 "
        "follows fully, 0 not at all. The bias is how far one lies above the other.",
        source="West & Kenny (2011), Psychol. Rev. 118",
    ),
    "trend": Meaning(
        name="Trend within dyads",
        sign="a session",
        asks="Do moments become more from session to session?",
        says="How many moments a dyad has more with each session number, its own mean taken out.",
        source="Allison (2009), Fixed effects regression models, ch. 2",
    ),
    "score_difference": Meaning(
        name="Difference of scores",
        sign="therapist − patient",
        asks="Who scores the session higher on a questionnaire?",
        says="The therapist’s score less the patient’s, on the mean of sessions that both scored.",
        source="Intervals leave out each dyad once: Efron & Tibshirani (1993), ch. 11",
    ),
    "score_icc": Meaning(
        name="Intraclass correlation of scores",
        sign="ICC(A,1)",
        asks="How alike are the two parties’ scores of a session?",
        says="Likeness in level and order; ICC(C,1) beside it leaves a constant difference out.",
        source="McGraw & Wong (1996), Psychol. Methods 1",
    ),
    "score_within": Meaning(
        name="Correlation within dyads",
        sign="r within",
        asks="When one party’s score rises from session to session, does the other’s?",
        says="Of scores less their dyad’s mean; between dyads it may well have another sign.",
        source="Bland & Altman (1995), BMJ 310",
    ),
    "score_trend": Meaning(
        name="Trend of scores within dyads",
        sign="points a session",
        asks="Do scores rise or fall from session to session?",
        says="How many points a dyad’s score changes with each session number, its mean taken out.",
        source="Allison (2009), Fixed effects regression models, ch. 2",
    ),
    "group_difference": Meaning(
        name="Difference of groups",
        sign="difference",
        asks="Do groups of dyads differ?",
        says="The mean of one group’s dyads less the other’s; p by changing the labels of dyads, "
        "those of one therapist together.",
        source="Winkler et al. (2015), NeuroImage 123",
    ),
    "pairing_kappa": Meaning(
        name="Kappa of pairing",
        sign="kappa",
        asks="Do two coders pair the same moments?",
        says="Over all pairs of a therapist’s and a patient’s moment that both coders marked: "
        "joined or not, beyond chance.",
        source="Cohen (1960), Educ. Psychol. Meas. 20; the base of pairs is our own",
    ),
    "one_sided_kappa": Meaning(
        name="Kappa of one-sidedness",
        sign="kappa",
        asks="Do two coders leave the same moments one-sided?",
        says="Over all moments that both coders marked: paired with any other or not, beyond "
        "chance.",
        source="Cohen (1960), Educ. Psychol. Meas. 20",
    ),
}


def meaning_of(key: str) -> Meaning | None:
    """The meaning of a number; None where there is none of that name.

    >>> meaning_of("icc_2_1").sign, meaning_of("x")
    ('ICC(2,1)', None)
    """
    return MEANINGS.get(key)
