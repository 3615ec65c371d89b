"""Makes units.csv and figures.json beside it: the reference that the estimators must agree with to 6 digits.

    apt-get install python3-scipy python3-statsmodels   # scipy 1.10.1, statsmodels 0.13.5 made what is stored
    /usr/bin/python3 server/learn/measurement/reference/reference.py

CI needs no Python: the tests read what is stored.
"""

import itertools
import json
import os

import numpy as np
import pandas as pd
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import integrate, optimize, stats
from scipy.spatial import distance
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import confint_proportions_2indep, power_proportions_2indep, proportions_ztest
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

here = os.path.dirname(os.path.abspath(__file__))


def make_units():
    rng = np.random.default_rng(20261122)
    n = 900
    cluster = rng.integers(0, 36, n)
    arm = np.array(["control", "letter", "visit"])[cluster % 3]
    household = rng.integers(0, 250, n)
    drawn = rng.choice(["A", "B"], n)
    region = rng.choice(["north", "south", "east"], n, p=[0.5, 0.3, 0.2])
    history = np.round(rng.gamma(2, 40, n), 2)
    lift = (drawn == "B") * (0.05 + 0.1 * (region == "north"))
    visit = (rng.random(n) < 0.2 + lift).astype(int)
    effect = rng.normal(0, 8, 36)[cluster]
    spend = np.round(1000 + 0.6 * history + effect + 12 * (drawn == "B") + rng.normal(0, 30, n), 2)
    views = 1 + rng.poisson(6, n)
    clicks = rng.binomial(views, 0.2 + 0.05 * (drawn == "B"))
    revenue = np.round(rng.pareto(2.2, n) * 50 * (1 + 0.2 * (drawn == "B")), 2)
    days = np.minimum(rng.integers(1, 121, n), 100)
    left = np.where(days < 100, rng.binomial(1, 0.6, n), 0)
    units = pd.DataFrame(dict(drawn=drawn, arm=arm, cluster=cluster, household=household, region=region,
                              history=history, visit=visit, spend=spend, clicks=clicks, views=views,
                              revenue=revenue, days=days, left=left))
    units["gaps"] = units["spend"].where(rng.random(n) > 0.1)
    units["few"] = cluster % 9
    units["fewarm"] = np.where(units["few"] < 4, "B", "A")
    units.to_csv(os.path.join(here, "units.csv"), index=False)


make_units()
units = pd.read_csv(os.path.join(here, "units.csv"))
B, A = units[units.drawn == "B"], units[units.drawn == "A"]
z = stats.norm.ppf(0.975)


def delta(t, c, vt, vc, cov, q):
    se = np.sqrt(vt / c**2 + t**2 * vc / c**4 - 2 * t * cov / c**3)
    return [t / c - 1, t / c - 1 - q * se, t / c - 1 + q * se]


def welch(t, c):
    t, c = np.asarray(t, float), np.asarray(c, float)
    test = stats.ttest_ind(t, c, equal_var=False)
    low, high = CompareMeans(DescrStatsW(t), DescrStatsW(c)).tconfint_diff(usevar="unequal")
    vt, vc = t.var(ddof=1) / len(t), c.var(ddof=1) / len(c)
    df = (vt + vc) ** 2 / (vt**2 / (len(t) - 1) + vc**2 / (len(c) - 1))
    return dict(n=len(t), mean=t.mean(), difference=[t.mean() - c.mean(), low, high],
                relative=delta(t.mean(), c.mean(), vt, vc, 0, stats.t.ppf(0.975, df)), p=test.pvalue)


def proportion(t, c):
    counts, sizes = [t.sum(), c.sum()], [len(t), len(c)]
    low, high = confint_proportions_2indep(counts[0], sizes[0], counts[1], sizes[1], method="wald", compare="diff")
    pt, pc = t.mean(), c.mean()
    return dict(n=len(t), mean=pt, difference=[pt - pc, low, high],
                relative=delta(pt, pc, pt * (1 - pt) / len(t), pc * (1 - pc) / len(c), 0, z),
                p=proportions_ztest(counts, sizes)[1])


def ratio(t, c, num, den):
    def one(d):
        r = d[num].sum() / d[den].sum()
        return r, np.var((d[num] - r * d[den]) / d[den].mean(), ddof=1) / len(d)
    (rt, vt), (rc, vc) = one(t), one(c)
    se = np.sqrt(vt + vc)
    return dict(n=len(t), mean=rt, difference=[rt - rc, rt - rc - z * se, rt - rc + z * se],
                relative=delta(rt, rc, vt, vc, 0, z), p=2 * stats.norm.sf(abs(rt - rc) / se))


def cuped(data, y, x):
    xs, values = data[x].to_numpy(float), data[y].to_numpy(float)
    theta = np.linalg.lstsq(np.c_[np.ones(len(xs)), xs], values, rcond=None)[0][1:]
    return values - (xs - xs.mean(axis=0)) @ theta


def clustered(values, treated, groups):
    X = sm.add_constant(treated.astype(float))
    fit = sm.OLS(np.asarray(values, float), X).fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    (a, b), V, q = fit.params, fit.cov_params(), stats.t.ppf(0.975, len(np.unique(groups)) - 1)
    gradient = np.array([-b / a**2, 1 / a])
    half = q * np.sqrt(gradient @ V @ gradient)
    low, high = fit.conf_int()[1]
    return dict(difference=[b, low, high], relative=[b / a, b / a - half, b / a + half], p=fit.pvalues[1])


def clustered_ratio(data, treated, num, den, groups):
    """The regression of the linearised ratio: each arm about its own ratio."""
    z_ = np.zeros(len(data)); r = {}
    for side in (0, 1):
        own = treated == side
        r[side] = data[num][own].sum() / data[den][own].sum()
        z_[own] = (data[num][own] - r[side] * data[den][own]) / data[den][own].mean()
    se = clustered_se(z_, treated, groups)
    d, q = r[1] - r[0], stats.t.ppf(0.975, len(np.unique(groups)) - 1)
    return dict(difference=[d, d - q * se, d + q * se], p=2 * stats.t.sf(abs(d / se), len(np.unique(groups)) - 1))


def clustered_se(values, treated, groups):
    return sm.OLS(values, sm.add_constant(treated.astype(float))).fit(
        cov_type="cluster", cov_kwds={"groups": groups}).bse[1]


def stratified(values, treated, strata):
    """Post-stratification as the fully interacted regression on centred stratum indicators, HC2."""
    dummies = pd.get_dummies(strata).to_numpy(float)[:, 1:]
    centred = dummies - dummies.mean(axis=0)
    t = np.asarray(treated, float)[:, None]
    X = np.hstack([np.ones((len(t), 1)), t, centred, t * centred])
    fit = sm.OLS(np.asarray(values, float), X).fit(cov_type="HC2")
    (a, b), V = fit.params[:2], fit.cov_params()[:2, :2]
    gradient = np.array([-b / a**2, 1 / a])
    half = z * np.sqrt(gradient @ V @ gradient)
    return dict(difference=[b, *fit.conf_int()[1]], relative=[b / a, b / a - half, b / a + half], p=fit.pvalues[1])


def quantile(t, c, q):
    def one(d):
        return np.quantile(d, q), stats.mstats.mjci(d.to_numpy(float), [q])[0]
    (qt, st), (qc, sc) = one(t), one(c)
    se = np.hypot(st, sc)
    return dict(n=len(t), mean=qt, difference=[qt - qc, qt - qc - z * se, qt - qc + z * se],
                relative=delta(qt, qc, st**2, sc**2, 0, z), p=2 * stats.norm.sf(abs(qt - qc) / se))


def survival(t, c, days):
    def one(d):
        f = SurvfuncRight(d.days, d.left)
        i = np.searchsorted(f.surv_times, days, side="right") - 1
        return f.surv_prob[i], f.surv_prob_se[i]
    (pt, st), (pc, sc) = one(t), one(c)
    se = np.hypot(st, sc)
    return dict(n=len(t), mean=pt, difference=[pt - pc, pt - pc - z * se, pt - pc + z * se],
                relative=delta(pt, pc, st**2, sc**2, 0, z), p=2 * stats.norm.sf(abs(pt - pc) / se))


def at_any_look(d, se, n, tuned, alpha=0.05):
    rho2 = (-2 * np.log(alpha) + np.log(-2 * np.log(alpha) + 1)) / tuned
    sigma, V = se * np.sqrt(n), se**2
    half = sigma * np.sqrt(2 * (n * rho2 + 1) / (n**2 * rho2) * np.log(np.sqrt(n * rho2 + 1) / alpha))
    tau2 = rho2 * sigma**2  # the mixture's variance: p is one over the likelihood ratio of N(0, V + tau2) to N(0, V)
    return dict(low=d - half, high=d + half, p=min(1, stats.norm.pdf(d, 0, np.sqrt(V)) / stats.norm.pdf(d, 0, np.sqrt(V + tau2))))


def beta_beats(t, c):
    ft, fc = stats.beta(t.sum() + 1, len(t) - t.sum() + 1), stats.beta(c.sum() + 1, len(c) - c.sum() + 1)
    chance = integrate.quad(lambda x: ft.pdf(x) * fc.cdf(x), 0, 1, points=[ft.mean(), fc.mean()], epsabs=1e-12)[0]
    loss = integrate.quad(lambda x: ft.cdf(x) * fc.sf(x), 0, 1, points=[ft.mean(), fc.mean()], epsabs=1e-14)[0]
    return dict(mean=ft.mean() - fc.mean(), chance_to_beat_control=chance, expected_loss=loss)


def normal_beats(d, se):
    return dict(mean=d, low=d - z * se, high=d + z * se, chance_to_beat_control=stats.norm.cdf(d / se),
                expected_loss=integrate.quad(lambda x: max(-x, 0) * stats.norm.pdf(x, d, se), d - 40 * se, 0)[0])


def permutation(data, by):
    sums = data.groupby("few").agg(n=(by, "size"), s=(by, "sum"), arm=("fewarm", "first")).reset_index()
    n, s, own = sums.n.to_numpy(float), sums.s.to_numpy(float), sums.index[sums.arm == "B"]
    diff = lambda i: abs(s[i].sum() / n[i].sum() - (s.sum() - s[i].sum()) / (n.sum() - n[i].sum()))
    seen = diff(np.array(own))
    every = [diff(np.array(i)) for i in itertools.combinations(range(len(sums)), len(own))]
    return np.mean(np.array(every) >= seen * (1 - 1e-12)), len(every)


def segments():
    groups = [(name, welch(g[g.drawn == "B"].spend, g[g.drawn == "A"].spend),
               g[g.drawn == "B"].spend.var(ddof=1) / (g.drawn == "B").sum()
               + g[g.drawn == "A"].spend.var(ddof=1) / (g.drawn == "A").sum())
              for name, g in units.groupby("region")]
    effects, variances = np.array([w["difference"][0] for _, w, _ in groups]), np.array([v for _, _, v in groups])
    fit = combine_effects(effects, variances, method_re="chi2")
    mean, tau2 = fit.mean_effect_re, fit.tau2
    own = tau2 / (tau2 + variances)
    half = z * np.sqrt(own * variances + (1 - own) ** 2 * fit.sd_eff_w_re**2)
    return dict(p=stats.chi2.sf(fit.q, len(effects) - 1), between_sd=np.sqrt(tau2), mean=mean,
                by=[dict(segment=name, shrunken=[o * e + (1 - o) * mean, o * e + (1 - o) * mean - h, o * e + (1 - o) * mean + h])
                    for (name, _, _), o, e, h in zip(groups, own, effects, half)])


analyses = []


def case(name, plan, results, **more):
    analyses.append(dict(name=name, plan=plan, results=results, **more))


def named(result, metric, arm="B"):
    return dict(arm=arm, metric=metric, **result)


plain = dict(arm="drawn", control="A")
three = dict(arm="arm", control="control")
treated = (units.drawn == "B").to_numpy()

case("means, rates and counts", dict(plain, metrics=["visit:proportion", "spend:mean", "views:count"]),
     [named(proportion(B.visit, A.visit), "visit"), named(welch(B.spend, A.spend), "spend"), named(welch(B["views"], A["views"]), "views")],
     sample_ratio=dict(zip(["chi_square", "p"], stats.chisquare([len(A), len(B)]))))
case("missing values", dict(plain, metrics=["gaps:mean"]), [named(welch(B.gaps.dropna(), A.gaps.dropna()), "gaps")])
arms = {name: units[units.arm == name] for name in ["control", "letter", "visit"]}
ps, rows = [], []
for arm in ["letter", "visit"]:
    rows.append(named(proportion(arms[arm].visit, arms["control"].visit), "visit", arm))
for arm in ["letter", "visit"]:
    rows.append(named(welch(arms[arm].revenue, arms["control"].revenue), "revenue", arm))
for how, method in [("holm", "holm"), ("bh", "fdr_bh")]:
    adjusted = multipletests([r["p"] for r in rows], method=method)[1]
    case(f"several arms and metrics, {how}", dict(three, metrics=["visit:proportion", "revenue:mean"], adjust=how),
         [dict(r, p_adjusted=p) for r, p in zip(rows, adjusted)],
         sample_ratio=dict(zip(["chi_square", "p"], stats.chisquare([len(a) for a in arms.values()]))))
case("ratio by the delta method", dict(plain, metrics=["clicks/views:ratio"]), [named(ratio(B, A, "clicks", "views"), "clicks/views")])
adjusted = cuped(units, "spend", ["history"])
case("CUPED", dict(plain, metrics=["spend:mean"], covariates=["history"]),
     [dict(named(welch(adjusted[treated], adjusted[~treated]), "spend"), mean=B.spend.mean())])
adjusted2 = cuped(units, "spend", ["history", "views"])
case("CUPED with two covariates", dict(plain, metrics=["spend:mean"], covariates=["history", "views"]),
     [dict(named(welch(adjusted2[treated], adjusted2[~treated]), "spend"), mean=B.spend.mean())])
case("post-stratification", dict(plain, metrics=["spend:mean", "visit:proportion"], stratum="region"),
     [named(stratified(units.spend, treated, units.region), "spend"), named(stratified(units.visit, treated, units.region), "visit")])
case("CUPED and post-stratification", dict(plain, metrics=["spend:mean"], covariates=["history"], stratum="region"),
     [named(stratified(adjusted, treated, units.region), "spend")])
pair = units[units.arm != "visit"].reset_index(drop=True)
nested = (pair.arm == "letter").to_numpy()
for metric in ["spend", "visit"]:
    case(f"clusters within arms: {metric}", dict(three, metrics=[f"{metric}:mean"], cluster="cluster"),
         [named(clustered(pair[metric], nested, pair.cluster), metric, "letter")])
case("clusters across arms", dict(plain, metrics=["spend:mean"], cluster="household"),
     [named(clustered(units.spend, treated, units.household), "spend")])
case("clusters across arms, CUPED", dict(plain, metrics=["spend:mean"], covariates=["history"], cluster="household"),
     [named(clustered(adjusted, treated, units.household), "spend")])
case("clusters and a ratio", dict(plain, metrics=["clicks/views:ratio"], cluster="household"),
     [named(clustered_ratio(units, treated.astype(int), "clicks", "views", units.household), "clicks/views")])
case("few clusters: permutation", dict(arm="fewarm", control="A", metrics=["spend:mean"], cluster="few"),
     [dict(named(clustered(units.spend, (units.fewarm == "B").to_numpy(), units.few), "spend"),
           permutation=dict(zip(["p", "assignments"], permutation(units, "spend"))))])
cap = np.quantile(units.revenue, 0.99)
case("revenue, winsorised", dict(plain, metrics=["revenue:revenue"]),
     [dict(named(welch(np.minimum(B.revenue, cap), np.minimum(A.revenue, cap)), "revenue"), cap=cap)])
case("quantiles", dict(plain, metrics=["revenue:quantile:0.5", "revenue:quantile:0.9", "days:quantile:0.25"]),
     [named(quantile(B.revenue, A.revenue, 0.5), "revenue:quantile:0.5"), named(quantile(B.revenue, A.revenue, 0.9), "revenue:quantile:0.9"),
      named(quantile(B.days, A.days, 0.25), "days")])
case("retention", dict(plain, metrics=["days:retention:left@60"]), [named(survival(B, A, 60), "days")])
w, r = welch(B.spend, A.spend), proportion(B.visit, A.visit)
se = np.sqrt(B.spend.var(ddof=1) / len(B) + A.spend.var(ddof=1) / len(A))
case("at any look", dict(plain, metrics=["spend:mean"], sequential=1000),
     [dict(named(w, "spend"), sequential=at_any_look(w["difference"][0], se, len(units), 1000))])
case("Bayesian", dict(plain, metrics=["visit:proportion", "spend:mean"], bayesian=True),
     [dict(named(r, "visit"), bayesian=beta_beats(B.visit, A.visit)), dict(named(w, "spend"), bayesian=normal_beats(w["difference"][0], se))])
case("segments", dict(plain, metrics=["spend:mean"], segment="region"), [dict(named(w, "spend"), segments=segments())])

pairs_ = units.groupby(["household", "drawn"]).agg(spend=("spend", "mean")).unstack().spend.dropna()
both = units[units.household.isin(pairs_.index)]


def paired(t, c):
    J, d = len(t), t - c
    half = stats.t.ppf(0.975, J - 1) * d.std(ddof=1) / np.sqrt(J)
    return dict(pairs=J, mean=t.mean(), difference=[d.mean(), d.mean() - half, d.mean() + half], df=J - 1,
                relative=delta(t.mean(), c.mean(), t.var(ddof=1) / J, c.var(ddof=1) / J, np.cov(t, c)[0, 1] / J, stats.t.ppf(0.975, J - 1)),
                p=stats.ttest_rel(t, c).pvalue)


case("matched pairs", dict(plain, metrics=["spend:mean"], pair="household"),
     [named(paired(pairs_["B"].to_numpy(), pairs_["A"].to_numpy()), "spend")])


def matched(data, treated, y, xs):
    """Nearest propensity with replacement, effect on the treated; variance of Abadie and Imbens (2006)."""
    score = sm.Logit(treated.astype(float), sm.add_constant(data[xs].to_numpy(float))).fit(disp=0, tol=1e-14, maxiter=100)
    lp = score.fittedvalues
    values = data[y].to_numpy(float)
    T, C = np.flatnonzero(treated), np.flatnonzero(~treated)
    nearest = np.array([C[np.argmin(np.abs(lp[C] - lp[i]))] for i in T])
    d = values[T] - values[nearest]
    K = {j: np.sum(nearest == j) for j in np.unique(nearest)}
    noise = {}
    for j in K:
        others = C[C != j]
        noise[j] = (values[j] - values[others[np.argmin(np.abs(lp[others] - lp[j]))]]) ** 2 / 2
    effect = d.mean()
    se = np.sqrt((np.sum((d - effect) ** 2) + sum(k * (k - 1) * noise[j] for j, k in K.items())) / len(T) ** 2)
    X = data[xs].to_numpy(float)
    balance = [dict(covariate=x, before=(X[T, i].mean() - X[C, i].mean()) / X[T, i].std(ddof=1),
                    after=(X[T, i].mean() - X[nearest, i].mean()) / X[T, i].std(ddof=1)) for i, x in enumerate(xs)]
    return dict(n=len(T), difference=[effect, effect - z * se, effect + z * se], p=2 * stats.norm.sf(abs(effect / se)),
                matched=dict(treated=len(T), untreated=len(C), taken=len(K), balance=balance))


case("matched on the propensity", dict(plain, metrics=["spend:mean"], covariates=["history", "revenue"], match=True),
     [named(matched(units, treated, "spend", ["history", "revenue"]), "spend")])

planned = []


def plan(test, effect, units_, power):
    planned.append(dict(test=test, effect=effect, units=units_, power=power))


for control, effect, n, factor, more in [
    (0.5, 0.1, 3000, 1, {}), (0.1, 0.1, 9000, 1, {}), (0.5, 0.1, 2000, 1 - 0.6**2, dict(covariateCorrelation=0.6)),
    (0.3, 0.2, 4000, 1 + (20 - 1) * 0.02, dict(clusters=dict(size=20, sizeVariation=0, correlation=0.02))),
    (0.3, 0.2, 4000, 1 + ((1 + 0.5**2) * 20 - 1) * 0.02, dict(clusters=dict(size=20, sizeVariation=0.5, correlation=0.02))),
    (0.5, 0.1, 2500, 1 - 0.2, dict(betweenStrata=0.2))]:
    ratio_ = control / (1 - control)
    power = NormalIndPower().power(effect / 2.5, n * (1 - control) / factor, 0.05, ratio=ratio_)
    plan(dict(metric=dict(kind="mean", sd=2.5), control=control, alpha=0.05, **more), effect, n, power)
for control, rate, effect, n in [(0.5, 0.1, 0.02, 6000), (0.1, 0.05, 0.01, 20000), (0.5, 0.6, 0.05, 2000)]:
    power = power_proportions_2indep(effect, rate, n * (1 - control), ratio=control / (1 - control), alpha=0.05, return_results=False)
    plan(dict(metric=dict(kind="proportion", rate=rate), control=control, alpha=0.05), effect, n, power)
needed = [dict(test=dict(metric=dict(kind="mean", sd=2.5), control=0.5, alpha=0.05), effect=0.1, power=0.8,
               units=2 * NormalIndPower().solve_power(0.1 / 2.5, power=0.8, alpha=0.05, ratio=1)),
          dict(test=dict(metric=dict(kind="mean", sd=2.5), control=0.2, alpha=0.01), effect=0.1, power=0.9,
               units=NormalIndPower().solve_power(0.1 / 2.5, power=0.9, alpha=0.01, ratio=0.25) / 0.8)]
best = np.array([[0.10, 0.02], [0.13, 0.03], [0.09, 0.01]])
chances = [integrate.quad(lambda x, i=i: stats.norm.pdf(x, *best[i]) * np.prod([stats.norm.cdf(x, *best[j]) for j in range(3) if j != i]),
                          -1, 1, points=[0.09, 0.1, 0.13], epsabs=1e-13)[0] for i in range(3)]
tails = [dict(statistic=x, df=df, p=float(2 * (stats.t.sf(x, df) if df else stats.norm.sf(x)))) for x in [0.1, 1.5, 4.2, 11.0] for df in [3.5, 40, 12345.6, 0]]

# The report where whole groups were drawn: CR1 of each arm by itself, the size that a rate is worth, Newcombe and Katz on it.
grouped = []
for arm in ["letter", "visit"]:
    sides = {}
    for name in [arm, "control"]:
        own = arms[name]
        n, G = len(own), own.cluster.nunique()
        robust = lambda values: sm.OLS(np.asarray(values, float), np.ones(n)).fit(cov_type="cluster", cov_kwds={"groups": own.cluster}).bse[0] ** 2
        p, v, vr = own.visit.mean(), robust(own.visit), robust(own.revenue)
        worth = min(n, p * (1 - p) / v) * (stats.norm.ppf(0.975) / stats.t.ppf(0.975, G - 1)) ** 2
        by = own.groupby("cluster").agg(n=("visit", "size"), s=("visit", "sum"), r=("revenue", "sum"))
        sides[name] = dict(n=n, successes=own.visit.sum(), revenue=own.revenue.sum(), worth=worth, mean=own.revenue.mean(), variance=vr,
                           groups=dict(count=G, nn=(by.n**2).sum(), ns=(by.n * by.s).sum(), ss=(by.s**2).sum(), nr=(by.n * by.r).sum(), rr=(by.r**2).sum()))
    t, c = sides[arm], sides["control"]
    count = lambda s: (s["worth"] * s["successes"] / s["n"], s["worth"])
    newcombe = confint_proportions_2indep(*count(t), *count(c), method="newcomb", compare="diff", correction=False)
    katz = confint_proportions_2indep(*count(t), *count(c), method="log", compare="ratio", correction=False)
    vt, vc = t["variance"], c["variance"]
    df = (vt + vc) ** 2 / (vt**2 / (t["groups"]["count"] - 1) + vc**2 / (c["groups"]["count"] - 1))
    d, half = t["mean"] - c["mean"], stats.t.ppf(0.975, df) * np.sqrt(vt + vc)
    grouped.append(dict(treated={k: t[k] for k in ["n", "successes", "revenue", "worth", "groups"]},
                        control={k: c[k] for k in ["n", "successes", "revenue", "worth", "groups"]},
                        difference=list(newcombe), relative=[x - 1 for x in katz], revenue=[d, d - half, d + half]))

# Synthetic control: 11 grids of which grid 3 is treated from month 15 on; the simplex by SLSQP, refined on its support.
rng = np.random.default_rng(7)
factors = rng.normal(0, 1, (20, 3)).cumsum(axis=0)
panel = np.round(100 + factors @ rng.uniform(0.5, 3, (3, 11)) + rng.normal(0, 0.6, (20, 11)), 2)
panel[14:, 3] += 4


def simplex(X, y):
    """Weights from 0 that add up to 1: SLSQP on X - y (the same, as they add up to 1), refined on the support, and the conditions of the best one checked."""
    k, Z = X.shape[1], X - y[:, None]
    H = 2 * Z.T @ Z
    out = optimize.minimize(lambda w: w @ H @ w / 2, np.full(k, 1 / k), jac=lambda w: H @ w, bounds=[(0, 1)] * k,
                            constraints=dict(type="eq", fun=lambda w: w.sum() - 1, jac=lambda w: np.ones(k)), method="SLSQP", options=dict(ftol=1e-15, maxiter=5000))
    for bar in [1e-3, 1e-4, 1e-5, 1e-6, 1e-7]:
        on = np.flatnonzero(out.x > bar)
        w = np.zeros(k)
        w[on] = np.linalg.solve(H[np.ix_(on, on)], np.ones(len(on)))
        w /= w.sum()
        slope = H @ w
        if (w >= 0).all() and (slope >= slope[on].mean() - 1e-9 * abs(slope).max()).all():
            return w
    raise AssertionError("no support is the best one")


def fit_synthetic(unit, donors, n=14):
    w = simplex(panel[:n][:, donors], panel[:n, unit])
    gaps = panel[:, unit] - panel[:, donors] @ w
    return w, gaps, np.sqrt(np.mean(gaps[:n] ** 2)), np.sqrt(np.mean(gaps[n:] ** 2))


donors = [j for j in range(11) if j != 3]
w, gaps, before, after = fit_synthetic(3, donors)
ratios = []
for j in donors:
    _, _, b, a = fit_synthetic(j, [o for o in donors if o != j])
    ratios.append(a / b)
synthetic = dict(panel=panel.tolist(), treated=3, before=14, weights=w.tolist(), gaps=gaps.tolist(), error_before=before, error_after=after,
                 effect=gaps[14:].mean(), ratio=after / before, placebo_ratios=ratios, p=(1 + sum(r >= after / before for r in ratios)) / 11)

# Pairs: the nearest two by Mahalanobis distance (scipy), again and again.
places = np.round(rng.gamma(2, 40, (15, 2)), 2)
D = distance.squareform(distance.pdist(places, "mahalanobis", VI=np.linalg.inv(np.cov(places.T))))
left, paired_ = set(range(15)), []
while len(left) > 1:
    i, j = min(((i, j) for i in left for j in left if i < j), key=lambda p: D[p])
    paired_.append(dict(first=i, second=j, distance=D[i, j]))
    left -= {i, j}
pairing = dict(units=places.tolist(), pairs=paired_)

figures = dict(grouped=grouped, synthetic=synthetic, pairing=pairing, made_with=dict(numpy=np.__version__, scipy=scipy.__version__, statsmodels=statsmodels.__version__),
               analyses=analyses, power=planned, needed=needed, best=dict(arms=best.tolist(), chances=chances), tails=tails)
with open(os.path.join(here, "figures.json"), "w") as out:
    json.dump(figures, out, indent=1, default=float)
    out.write("\n")
