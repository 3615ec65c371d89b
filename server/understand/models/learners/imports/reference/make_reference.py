#!/usr/bin/python3
"""Makes the models and scores of this folder with the real libraries: Debian's python3-xgboost 1.7.4.

Run: /usr/bin/python3 make_reference.py
"""
import json
import numpy as np
import xgboost as xgb

rng = np.random.default_rng(7)
n = 400
X = rng.normal(size=(n, 4)).astype(np.float32)
X[:, 1] = np.round(X[:, 1] * 3)
X[:, 3] = rng.integers(0, 6, size=n)
X[rng.random((n, 4)) < 0.1] = np.nan
m = np.nan_to_num(X[:, 0]) - 0.5 * np.nan_to_num(X[:, 1]) + np.isin(X[:, 3], [1, 4]) * 1.5 - 0.5
y = (rng.random(n) < 1 / (1 + np.exp(-m))).astype(int)

# Rows to score: as drawn, at the very edges of Float32 rounding, extreme and missing ones, and categories never seen.
rows = rng.normal(size=(60, 4)) * 2
rows[:, 3] = rng.integers(0, 9, size=60)
rows[rng.random((60, 4)) < 0.15] = np.nan
rows[0] = [3e38, -3e38, 5e-324, 2]
rows[1] = [3.4e38, -3.4e38, -1e-46, 0]


def text(value):
    return None if np.isnan(value) else float(value)


def save(name, params, rounds, categorical):
    types = ["float", "float", "float", "c"] if categorical else None
    train = xgb.DMatrix(X, y, feature_names=["a", "b", "c", "d"], feature_types=types, enable_categorical=categorical)
    model = xgb.train({"seed": 1, "nthread": 1, "max_depth": 4, **params}, train, rounds)
    model.save_model(f"xgboost-{name}.json")
    at = rows.copy()
    # Rows at the conditions themselves, and one Float64 to either side.
    for tree in json.load(open(f"xgboost-{name}.json"))["learner"]["gradient_booster"].get("model", {}).get("trees", [])[:3]:
        for feature, condition, left in zip(tree["split_indices"], tree["split_conditions"], tree["left_children"]):
            if left >= 0 and feature < 3:
                for value in (condition, np.nextafter(condition, 1e9), np.nextafter(condition, -1e9)):
                    row = rows[5].copy()
                    row[feature] = value
                    at = np.vstack([at, row])
    with np.errstate(over="ignore"):
        test = xgb.DMatrix(at.astype(np.float32), feature_names=["a", "b", "c", "d"], feature_types=types, enable_categorical=categorical, missing=np.nan)
    scores = model.predict(test)
    json.dump({"rows": [[text(v) for v in row] for row in at], "scores": [float(s) for s in scores]}, open(f"xgboost-{name}.scores.json", "w"))


save("logistic", {"objective": "binary:logistic"}, 8, False)
save("categories", {"objective": "binary:logistic", "tree_method": "hist", "max_cat_to_onehot": 1}, 8, True)
save("squared", {"objective": "reg:squarederror", "base_score": 0.3}, 5, False)
save("dart", {"objective": "binary:logistic", "booster": "dart", "rate_drop": 0.5}, 8, False)
save("poisson", {"objective": "count:poisson"}, 5, False)
save("logitraw", {"objective": "binary:logitraw", "base_score": 0.3}, 4, False)
