#!/usr/bin/python3
"""Makes the ONNX models of this folder with Debian's python3-onnx 1.12; score_onnx.mjs scores them with ONNX Runtime.

Run: /usr/bin/python3 make_onnx.py && node score_onnx.mjs (stored as score_onnx.mjs.txt)   (the latter with onnxruntime-web 1.30 installed)
"""
import json
import numpy as np
from onnx import TensorProto, helper
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier

rng = np.random.default_rng(11)
X = rng.normal(size=(300, 3)).astype(np.float32)
y = (rng.random(300) < 1 / (1 + np.exp(-(X[:, 0] - X[:, 1])))).astype(int)


def nodes_of(trees, threshold_mode="BRANCH_LEQ"):
    """Attributes of the trees (sklearn's own) and the leaves as (tree, node, value vector)."""
    a = {k: [] for k in ["treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids", "missing_value_tracks_true"]}
    leaves = []
    for t, tree in enumerate(trees):
        for i in range(tree.node_count):
            leaf = tree.children_left[i] < 0
            a["treeids"].append(t)
            a["nodeids"].append(i)
            a["featureids"].append(0 if leaf else int(tree.feature[i]))
            a["values"].append(0.0 if leaf else float(np.float32(tree.threshold[i])))
            a["modes"].append("LEAF" if leaf else threshold_mode)
            a["truenodeids"].append(0 if leaf else int(tree.children_left[i]))
            a["falsenodeids"].append(0 if leaf else int(tree.children_right[i]))
            a["missing_value_tracks_true"].append(0 if leaf else i % 2)
            if leaf:
                leaves.append((t, i, tree.value[i][0]))
    return {f"nodes_{k}": v for k, v in a.items()}, leaves


def save(name, op, attributes, outputs):
    node = helper.make_node(op, ["X"], [o[0] for o in outputs], domain="ai.onnx.ml", **attributes)
    graph = helper.make_graph(
        [node], name,
        [helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, 3])],
        [helper.make_tensor_value_info(o[0], o[1], None) for o in outputs],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("ai.onnx.ml", 1), helper.make_opsetid("", 15)], ir_version=8)
    open(f"onnx-{name}.onnx", "wb").write(model.SerializeToString())


both = [("label", TensorProto.INT64), ("scores", TensorProto.FLOAT)]
forest = RandomForestClassifier(5, max_depth=4, random_state=1).fit(X, y)
attributes, leaves = nodes_of([e.tree_ for e in forest.estimators_])
share = [(t, i, v / v.sum() / 5) for t, i, v in leaves]
save("forest", "TreeEnsembleClassifier", {
    **attributes, "classlabels_int64s": [0, 1], "post_transform": "NONE",
    "class_treeids": [t for t, i, v in share for c in (0, 1)], "class_nodeids": [i for t, i, v in share for c in (0, 1)],
    "class_ids": [c for t, i, v in share for c in (0, 1)], "class_weights": [float(v[c]) for t, i, v in share for c in (0, 1)],
}, both)

boosted = GradientBoostingClassifier(n_estimators=6, max_depth=3, random_state=1).fit(X, y)
for name, mode in [("boosted", "BRANCH_LEQ"), ("less", "BRANCH_LT"), ("greater", "BRANCH_GT"), ("least", "BRANCH_GTE")]:
    attributes, leaves = nodes_of([e[0].tree_ for e in boosted.estimators_], mode)
    save(name, "TreeEnsembleClassifier", {
        **attributes, "classlabels_int64s": [0, 1], "post_transform": "LOGISTIC", "base_values": [0.25],
        "class_treeids": [t for t, i, v in leaves], "class_nodeids": [i for t, i, v in leaves],
        "class_ids": [0 for _ in leaves], "class_weights": [float(v[0]) * 0.1 for t, i, v in leaves],
    }, both)

attributes, leaves = nodes_of([e[0].tree_ for e in boosted.estimators_])
save("average", "TreeEnsembleRegressor", {
    **attributes, "n_targets": 1, "aggregate_function": "AVERAGE", "base_values": [1.5],
    "target_treeids": [t for t, i, v in leaves], "target_nodeids": [i for t, i, v in leaves],
    "target_ids": [0 for _ in leaves], "target_weights": [float(v[0]) for t, i, v in leaves],
}, [("scores", TensorProto.FLOAT)])

rows = (rng.normal(size=(40, 3)) * 1.5).astype(np.float32)
rows[rng.random((40, 3)) < 0.15] = np.nan
at = [float(np.float32(v)) for v in attributes["nodes_values"] if v != 0][:12]
rows = np.vstack([rows, [[v, v, v] for v in at]]).astype(np.float32)
json.dump([[None if np.isnan(v) else float(v) for v in row] for row in rows], open("onnx-rows.json", "w"))
