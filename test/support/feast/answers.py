"""What Feast answers for a repository that was exported to it.

answers.py REPOSITORY QUESTION.json: applies the repository, joins its features to the labels, materializes
them, and writes beside the question a training set for each join and online.json: by who was asked what the values and
statuses are. Asked are Feast itself, and by its remote client each of the question's `servers`, before and after
`writes` to the first of them.
"""

import json
import os
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

import pandas as pd
from feast import FeatureStore
from feast.protos.feast.serving.ServingService_pb2 import FieldStatus

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


def ask(who, features, rows):
    what = who.get_feature_service(features) if isinstance(features, str) else features
    found = who.get_online_features(features=what, entity_rows=rows, full_feature_names=True)
    names, results = found.proto.metadata.feature_names.val, found.proto.results
    statuses = {name: [FieldStatus.Name(one) for one in column.statuses] for name, column in zip(names, results)}
    return {"values": found.to_dict(), "statuses": statuses}


def client(name, address):
    """Feast's remote client of a server; it knows the definitions by the registry of the repository."""
    folder = question.parent / f"client-{name}"
    folder.mkdir()
    config = {
        "project": store.project,
        "provider": "local",
        "registry": str(repository / "data" / "registry.db"),
        "offline_store": {"type": "dask"},
        "online_store": {"type": "remote", "path": address},
        "entity_key_serialization_version": 3,
    }
    (folder / "feature_store.yaml").write_text(json.dumps(config))
    return FeatureStore(repo_path=str(folder))


online = asked["online"].items()
answers = {"feast": {name: ask(store, *one) for name, one in online}}
clients = {name: client(name, address) for name, address in asked.get("servers", {}).items()}
for server, remote in clients.items():
    answers[server] = {name: ask(remote, *one) for name, one in online}
for view, columns in asked.get("writes", {}).items():
    rows = pd.DataFrame({**columns, "event_timestamp": pd.to_datetime(columns["event_timestamp"])})
    next(iter(clients.values())).write_to_online_store(view, rows)
for server, remote in clients.items():
    answers[f"{server}, after the writes"] = {name: ask(remote, *one) for name, one in online}
(question.parent / "online.json").write_text(json.dumps(answers, default=str))
