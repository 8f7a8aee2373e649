"""What the coefficients for units that were cut before, and for ratings, mean."""

from __future__ import annotations

from annotator.analysis.agreement.meaning import named

_KRIPPENDORFF = "Krippendorff (2019), Content analysis, 4th ed., ch. 12; (2011), ScholarlyCommons"
_SHROUT = "Shrout & Fleiss (1979), Psychol. Bull. 86:420-428"
_FROM_0_TO_1 = (
    "It reads as 0 for what chance gives and 1 for full agreement, and it can be low where "
)

OF_UNITS = named(
    (
        "percent_agreement",
        "% agreement",
        "On what share of units do they agree?",
        "The share of pairs of ratings of one unit that are equal. It does not correct for "
        "chance, so that it is high wherever one code is common.",
        "Holsti (1969), Content analysis for the social sciences and humanities",
    ),
    (
        "cohen_kappa",
        "Cohen's κ",
        "Do two coders give the same codes, beyond chance?",
        "Agreement of two coders beyond what their own shares of each code would give by chance. "
        + _FROM_0_TO_1
        + "one code is far more common than the rest.",
        "Cohen (1960), Educ. Psychol. Meas. 20:37-46",
    ),
    (
        "weighted_kappa_linear",
        "weighted κ (linear)",
        "Do two coders rate near each other, beyond chance?",
        "Cohen's kappa for ordered values, in which a difference of two steps counts twice as "
        "much as one of one step. It gives credit for near misses, so that it is higher than the "
        "plain kappa where coders miss by little.",
        "Cohen (1968), Psychol. Bull. 70:213-220",
    ),
    (
        "weighted_kappa_quadratic",
        "weighted κ (quadratic)",
        "Do two coders rate near each other, large misses counted most?",
        "Cohen's kappa for ordered values, in which a difference counts by its square, so that "
        "two steps weigh four times one step. With equal means of both coders it comes near the "
        "intraclass correlation, and it says little of small differences.",
        "Cohen (1968), Psychol. Bull. 70:213-220; Fleiss & Cohen (1973), Educ. Psychol. Meas. "
        "33:613-619",
    ),
    (
        "scott_pi",
        "Scott's π",
        "Do two coders give the same codes, as if they were interchangeable?",
        "Agreement of two coders beyond what the shares of each code in the ratings of both "
        "together would give by chance. It is lower than Cohen's kappa where the two use the "
        "codes to a different extent.",
        "Scott (1955), Public Opin. Q. 19:321-325",
    ),
    (
        "fleiss_kappa",
        "Fleiss' κ",
        "Do several coders give the same codes, beyond chance?",
        "Scott's pi for any number of coders: agreement of all pairs beyond what the shares of "
        "each code in all ratings would give by chance. " + _FROM_0_TO_1 + "one code is far more "
        "common than the rest.",
        "Fleiss (1971), Psychol. Bull. 76:378-382",
    ),
    (
        "light_kappa",
        "Light's κ",
        "How well do pairs of coders agree on average?",
        "The mean of Cohen's kappa over all pairs of coders. One coder who differs pulls it down "
        "by several pairs, so look at the pairs too.",
        "Light (1971), Psychol. Bull. 76:365-377",
    ),
    (
        "conger_kappa",
        "Conger's κ",
        "Do several coders agree, each with habits of one's own?",
        "Cohen's kappa for any number of coders: chance follows from each coder's own shares of "
        "the codes. It is a little higher than Fleiss' kappa where coders use the codes to a "
        "different extent.",
        "Conger (1980), Psychol. Bull. 88:322-328",
    ),
    (
        "brennan_prediger",
        "Brennan-Prediger κ",
        "Do they agree more than by drawing codes at random?",
        "Agreement beyond what drawing each code of the codebook with equal chance would give. "
        "It does not fall where one code is common, but it rises with the number of codes.",
        "Brennan & Prediger (1981), Educ. Psychol. Meas. 41:687-699",
    ),
    (
        "gwet_ac1",
        "Gwet's AC1",
        "Do they agree, where one code is far more common?",
        "Agreement beyond a chance that counts only the units that are hard to code. It stays "
        "high where kappa falls because one code is common, so read the two beside each other.",
        "Gwet (2008), Br. J. Math. Stat. Psychol. 61:29-48",
    ),
    (
        "gwet_ac2",
        "Gwet's AC2",
        "Do ordered ratings agree, where one value is far more common?",
        "AC1 for ordered values, in which a difference counts by its square. It stays high where "
        "weighted kappa falls because one value is common, so read the two beside each other.",
        "Gwet (2014), Handbook of inter-rater reliability, 4th ed.",
    ),
    (
        "krippendorff_alpha_nominal",
        "Krippendorff's α",
        "Do they give the same codes, beyond chance?",
        "Agreement beyond chance for any number of coders, with gaps in the data and small "
        "samples allowed. Its author takes .800 for reliable and .667 for the least from which "
        "tentative conclusions can be drawn.",
        _KRIPPENDORFF,
    ),
    (
        "krippendorff_alpha_ordinal",
        "α (ordinal)",
        "Do ordered ratings agree, beyond chance?",
        "Krippendorff's alpha for ordered values, in which two values differ by the ratings that "
        "lie between them. It asks nothing of the distances between the values, which suits a "
        "scale with labelled points.",
        _KRIPPENDORFF,
    ),
    (
        "krippendorff_alpha_interval",
        "α (interval)",
        "Do numbers agree, beyond chance?",
        "Krippendorff's alpha for numbers, in which a difference counts by its square. It takes "
        "each step of the scale for equally large.",
        _KRIPPENDORFF,
    ),
    (
        "krippendorff_alpha_ratio",
        "α (ratio)",
        "Do amounts agree, beyond chance?",
        "Krippendorff's alpha for amounts with a true zero, in which a difference counts by the "
        "square of its share of the sum of the two. A difference of one counts more between 1 and "
        "2 than between 9 and 10.",
        _KRIPPENDORFF,
    ),
    (
        "krippendorff_alpha_masi",
        "α (MASI)",
        "Do sets of codes agree, beyond chance?",
        "Krippendorff's alpha for several codes a unit, in which sets that overlap in part agree "
        "in part, and more so where one holds the other. It is strict with sets that cross, and "
        "two empty sets agree fully.",
        "Passonneau (2006), Proc. LREC 2006:831-836; " + _KRIPPENDORFF,
    ),
    (
        "krippendorff_alpha_jaccard",
        "α (Jaccard)",
        "Do sets of codes overlap, beyond chance?",
        "Krippendorff's alpha for several codes a unit, in which two sets agree by the share of "
        "their codes that they have in common. It is milder than MASI with sets that cross.",
        "Jaccard (1912), New Phytol. 11:37-50; " + _KRIPPENDORFF,
    ),
    (
        "pearson_r",
        "r",
        "Do the values of two coders go together?",
        "The correlation of two coders over units or, in a Q-sort, over the items of one sort. "
        "It says whether values go together and not whether they are equal; in sorts with the "
        "same piles the two come to nearly the same.",
        "Pearson (1895), Proc. R. Soc. Lond. 58:240-242",
    ),
    (
        "icc_1_1",
        "ICC(1,1)",
        "How sure is one rating, where each target has other raters?",
        "The share of all variance that lies between targets, for a single rating, when the "
        "raters of each target are others. Differences in level between raters count as error.",
        _SHROUT,
    ),
    (
        "icc_2_1",
        "ICC(2,1)",
        "How sure is one rating of any such rater?",
        "The share of all variance that lies between targets, for a single rating of raters who "
        "stand for many like them. Raters who are stricter than others lower it, as values must "
        "agree and not only go together.",
        _SHROUT,
    ),
    (
        "icc_3_1",
        "ICC(3,1)",
        "How sure is one rating of just these raters?",
        "The share of variance that lies between targets, for a single rating of these raters "
        "and no others. Raters who are stricter than others do not lower it, as it asks only "
        "whether values go together.",
        _SHROUT,
    ),
    (
        "icc_1_k",
        "ICC(1,k)",
        "How sure is the mean of ratings, where each target has other raters?",
        "ICC(1,1) for the mean of all raters of a target in place of one rating. It is higher "
        "than that and holds only where means are what is analysed.",
        _SHROUT,
    ),
    (
        "icc_2_k",
        "ICC(2,k)",
        "How sure is the mean of several such raters?",
        "ICC(2,1) for the mean of all raters in place of one rating. It is higher than that and "
        "holds only where means are what is analysed.",
        _SHROUT,
    ),
    (
        "icc_3_k",
        "ICC(3,k)",
        "How sure is the mean of just these raters?",
        "ICC(3,1) for the mean of these raters in place of one rating, the same as Cronbach's "
        "alpha. It is higher than that and holds only where means are what is analysed.",
        _SHROUT,
    ),
)
