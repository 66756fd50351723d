"""Drain3's part of bench/log-patterns.ts: reads lines as JSON, prints the cluster of each and what it took."""

import json
import resource
import sys
import time

from drain3 import TemplateMiner
from drain3.template_miner_config import TemplateMinerConfig


def mine(lines):
    config = TemplateMinerConfig()
    config.profiling_enabled = False
    miner = TemplateMiner(config=config)
    begun = time.perf_counter()
    clusters = [miner.add_log_message(line)["cluster_id"] for line in lines]
    return clusters, time.perf_counter() - begun


lines = json.load(sys.stdin)
clusters, seconds = mine(lines)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"clusters": clusters, "seconds": seconds, "peakMb": peak}))
