"""AUC of scikit-learn on the folds of bench/models.ts: file, target, positive value, folds (json), fields (json)."""
import csv
import json
import sys

import numpy as np
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

path, target, positive, folds, fields = sys.argv[1:]
with open(path, encoding="utf-8-sig") as f:
    rows = [{k.strip(): v.strip() for k, v in row.items()} for row in csv.DictReader(f)]
y = np.array([row[target] == positive for row in rows]).astype(int)
fold = np.array(json.load(open(folds)))


def is_number(name):
    try:
        [float(row[name]) for row in rows if row[name] != ""]
        return True
    except ValueError:
        return False


names = json.loads(fields)
numbers = [n for n in names if is_number(n)]
texts = [n for n in names if n not in numbers]
X = np.array([[float(row[n]) if row[n] != "" else np.nan for n in numbers] + [row[n] for n in texts] for row in rows], dtype=object)
at = list(range(len(numbers))), list(range(len(numbers), len(names)))
trees = make_pipeline(
    make_column_transformer(("passthrough", at[0]), (OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan), at[1])),
    HistGradientBoostingClassifier(categorical_features=at[1] or None, random_state=42),
)
logistic = make_pipeline(
    make_column_transformer((make_pipeline(SimpleImputer(), StandardScaler()), at[0]), (OneHotEncoder(handle_unknown="ignore"), at[1])),
    LogisticRegression(max_iter=2000),
)


def auc(model):
    found = []
    for k in range(fold.max() + 1):
        model.fit(X[fold != k], y[fold != k])
        found.append(roc_auc_score(y[fold == k], model.predict_proba(X[fold == k])[:, 1]))
    return float(np.mean(found))


print(json.dumps({"trees": auc(trees), "logistic": auc(logistic)}))
