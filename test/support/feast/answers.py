"""What Feast answers for a repository that was exported to it.

answers.py REPOSITORY QUESTION.json: applies the repository, joins its features to the labels, materializes
them, and writes historical.parquet and online.json beside the question.
"""

import json
import os
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

import pandas as pd
from feast import FeatureStore

repository, question = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
asked = json.loads(question.read_text())
os.chdir(repository)
subprocess.run([Path(sys.executable).parent / "feast", "apply"], check=True, stdout=sys.stderr)
store = FeatureStore(repo_path=str(repository))


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc)


labels = pd.read_parquet(asked["labels"])
for name, features in asked["joins"].items():
    what = store.get_feature_service(features) if isinstance(features, str) else features
    job = store.get_historical_features(entity_df=labels, features=what, full_feature_names=True, **asked.get("join_options", {}))
    job.to_df().to_parquet(question.parent / f"{name}.parquet")

interval = {"start_date": moment(asked["start"]), "end_date": moment(asked["end"])}
views = {view.name: not view.entity_columns or view.entities == ["__dummy"] for view in store.list_feature_views()}
store.materialize(feature_views=[name for name, is_alone in views.items() if not is_alone], **interval)
alone = [name for name, is_alone in views.items() if is_alone]
if alone:
    FeatureStore(fs_yaml_file=repository / "feature_store.file.yaml").materialize(feature_views=alone, **interval)
    store = FeatureStore(repo_path=str(repository))
answers = {}
for name, (features, rows) in asked["online"].items():
    found = store.get_online_features(features=features, entity_rows=rows, full_feature_names=True)
    answers[name] = found.to_dict()
(question.parent / "online.json").write_text(json.dumps(answers, default=str))
