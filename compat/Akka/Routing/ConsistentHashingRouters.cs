using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Akka.Routing;

/// <summary>A pool that sends messages of one key to one routee.</summary>
public sealed class ConsistentHashingPool : Pool
{
    private readonly ConsistentHashMapping _hashMapping;

    public ConsistentHashingPool(Config config)
        : base(config) => VirtualNodesFactor = config.GetInt("virtual-nodes-factor");

    public ConsistentHashingPool(int nrOfInstances)
        : base(nrOfInstances)
    {
    }

    public ConsistentHashingPool(int nrOfInstances, ConsistentHashMapping hashMapping)
        : base(nrOfInstances) => _hashMapping = hashMapping;

    public ConsistentHashingPool(
        int nrOfInstances,
        Resizer resizer,
        SupervisorStrategy supervisorStrategy,
        string routerDispatcher,
        bool usePoolDispatcher = false,
        int virtualNodesFactor = 0,
        ConsistentHashMapping hashMapping = null)
        : base(nrOfInstances, resizer, supervisorStrategy, routerDispatcher, usePoolDispatcher)
    {
        VirtualNodesFactor = virtualNodesFactor;
        _hashMapping = hashMapping;
    }

    /// <summary>At how many places of the ring each routee is; 0 for what the configuration says.</summary>
    public int VirtualNodesFactor { get; }

    public override Router CreateRouter(ActorSystem system) => new(new ConsistentHashingRoutingLogic(system, VirtualNodesFactor, _hashMapping));

    public ConsistentHashingPool WithSupervisorStrategy(SupervisorStrategy strategy) => Copy(Resizer, strategy, RouterDispatcher);

    public ConsistentHashingPool WithResizer(Resizer resizer) => Copy(resizer, SupervisorStrategy, RouterDispatcher);

    public ConsistentHashingPool WithDispatcher(string dispatcher) => Copy(Resizer, SupervisorStrategy, dispatcher);

    public ConsistentHashingPool WithVirtualNodesFactor(int vnodes) =>
        new(NrOfInstances, Resizer, SupervisorStrategy, RouterDispatcher, UsePoolDispatcher, vnodes, _hashMapping);

    public ConsistentHashingPool WithHashMapping(ConsistentHashMapping mapping) =>
        new(NrOfInstances, Resizer, SupervisorStrategy, RouterDispatcher, UsePoolDispatcher, VirtualNodesFactor, mapping);

    /// <summary>The mapping, which no deployment can say, is taken from the code.</summary>
    public override RouterConfig WithFallback(RouterConfig routerConfig) => routerConfig is ConsistentHashingPool { _hashMapping: { } mapping }
        ? WithHashMapping(_hashMapping ?? mapping).OverrideUnset(routerConfig)
        : OverrideUnset(routerConfig);

    private protected override ConsistentHashingPool Copy(Resizer resizer, SupervisorStrategy strategy, string dispatcher) =>
        new(NrOfInstances, resizer, strategy, dispatcher, UsePoolDispatcher, VirtualNodesFactor, _hashMapping);
}

/// <summary>A group that sends messages of one key to one routee.</summary>
public sealed class ConsistentHashingGroup : Group
{
    private readonly ConsistentHashMapping _hashMapping;

    public ConsistentHashingGroup(Config config)
        : base(config) => VirtualNodesFactor = config.GetInt("virtual-nodes-factor");

    public ConsistentHashingGroup(params string[] paths)
        : this(paths, null)
    {
    }

    public ConsistentHashingGroup(IEnumerable<string> paths)
        : this(paths, null)
    {
    }

    public ConsistentHashingGroup(IEnumerable<string> paths, ConsistentHashMapping hashMapping)
        : this(paths, 0, hashMapping, Dispatchers.DefaultDispatcherId)
    {
    }

    public ConsistentHashingGroup(IEnumerable<string> paths, int virtualNodesFactor, ConsistentHashMapping hashMapping, string routerDispatcher)
        : base(paths, routerDispatcher)
    {
        VirtualNodesFactor = virtualNodesFactor;
        _hashMapping = hashMapping;
    }

    /// <inheritdoc cref="ConsistentHashingPool.VirtualNodesFactor"/>
    public int VirtualNodesFactor { get; }

    public override Router CreateRouter(ActorSystem system) => new(new ConsistentHashingRoutingLogic(system, VirtualNodesFactor, _hashMapping));

    public ConsistentHashingGroup WithDispatcher(string dispatcher) => new(InternalPaths, VirtualNodesFactor, _hashMapping, dispatcher);

    public ConsistentHashingGroup WithVirtualNodesFactor(int vnodes) => new(InternalPaths, vnodes, _hashMapping, RouterDispatcher);

    public ConsistentHashingGroup WithHashMapping(ConsistentHashMapping mapping) => new(InternalPaths, VirtualNodesFactor, mapping, RouterDispatcher);

    /// <inheritdoc cref="ConsistentHashingPool.WithFallback"/>
    public override RouterConfig WithFallback(RouterConfig routerConfig) =>
        routerConfig is ConsistentHashingGroup { _hashMapping: { } mapping } ? WithHashMapping(_hashMapping ?? mapping) : this;
}
