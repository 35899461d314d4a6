using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using FedPrune.Model.Pruning;
using FedPrune.Model.Sparse.Plans;

namespace FedPrune.Model.Sparse;

/// <summary>
/// Index lists by topology, so that all devices that train on one share them; they go with the topology. Safe to use from
/// several threads: the first that asks makes the lists, the others wait for it.
/// </summary>
public sealed class PlanCache
{
    private readonly ConditionalWeakTable<Topology, ConcurrentDictionary<(int Capacity, int Width), Lazy<NetworkPlan>>> _plans = [];

    internal NetworkPlan For(Topology topology, SparseModel model) => _plans
        .GetValue(topology, _ => new())
        .GetOrAdd((model.Capacity, model.Width), _ => new Lazy<NetworkPlan>(() => model.Plan(topology)))
        .Value;
}
