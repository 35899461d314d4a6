#!/usr/bin/env bash
# FedPrune against FedAvg under label noise, over four seeds: prints the README's table. About half an hour on two cores.
# Learning rates are those that other seeds preferred: quick, seeds 101 and 102, FedPrune of 0.1, 0.15, 0.2, 0.3, FedAvg of 0.03, 0.05,
# 0.1; standard, seed 101, FedPrune of 0.1, 0.2, FedAvg of 0.05, 0.1.
set -euo pipefail
cd "$(dirname "$0")/.."
seeds=${SEEDS:-1 2 3 4}
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT

# A run's accuracy (mean of the last five rounds, %), MB moved and training TFLOPs.
field() { sed -n "s/.*\"$1\":\([0-9.e+]*\).*/\1/p" <<<"$2"; }
measure() { # experiment, key=value…
  local experiment=$1 sets=(); shift
  for pair in "$@"; do sets+=(--set "$pair"); done
  for seed in $seeds; do
    local line; line=$(./fedprune run "$experiment" "${sets[@]}" --seed "$seed" --json --out "$out/$RANDOM$RANDOM" 2>/dev/null | tail -n 1)
    echo "$(field last_five_accuracy "$line") $(field bytes_up "$line") $(field bytes_down "$line") $(field train_flops "$line") $(field wall_seconds "$line")"
  done
}
row() { # name, then as measure
  local name=$1; shift
  measure "$@" | awk -v name="$name" '
    { a[NR] = 100 * $1; sum += a[NR]; bytes += $2 + $3; flops += $4; wall += $5 }
    END { mean = sum / NR; for (i in a) square += (a[i] - mean) ^ 2
          printf "| %s | %.1f ± %.1f | %.1f | %.2f | %.0f |\n", name, mean, sqrt(square / (NR - 1)), bytes / NR / 1e6, flops / NR / 1e12, wall / NR }'
}

echo "| 40 % of the devices noisy | accuracy, % | MB moved | training TFLOP | s |"
echo "| --- | --- | --- | --- | --- |"
row "quick: FedPrune, 90 % pruned" quick
row "quick: FedAvg" quick algorithm=fedavg training.learning-rate=0.03
row "standard: FedPrune, 90 % pruned" standard
row "standard: FedAvg" standard algorithm=fedavg training.learning-rate=0.1
