using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Util;

namespace Akka.Routing;

/// <summary>Any one, each as likely.</summary>
public sealed class RandomLogic : RoutingLogic
{
    public override Routee Select(object message, Routee[] routees) =>
        routees.Length == 0 ? Routee.NoRoutee : routees[System.Random.Shared.Next(routees.Length)];
}

/// <summary>A pool that sends each message to a routee drawn at random.</summary>
public sealed class RandomPool : Pool
{
    public RandomPool(Config config)
        : base(config)
    {
    }

    public RandomPool(int nrOfInstances)
        : base(nrOfInstances)
    {
    }

    public RandomPool(
        int nrOfInstances, Resizer resizer, SupervisorStrategy supervisorStrategy, string routerDispatcher, bool usePoolDispatcher = false)
        : base(nrOfInstances, resizer, supervisorStrategy, routerDispatcher, usePoolDispatcher)
    {
    }

    public override Router CreateRouter(ActorSystem system) => new(new RandomLogic());

    public override int GetNrOfInstances(ActorSystem system) => NrOfInstances;

    public RandomPool WithSupervisorStrategy(SupervisorStrategy strategy) => Copy(Resizer, strategy, RouterDispatcher);

    public RandomPool WithResizer(Resizer resizer) => Copy(resizer, SupervisorStrategy, RouterDispatcher);

    public RandomPool WithDispatcher(string dispatcher) => Copy(Resizer, SupervisorStrategy, dispatcher);

    public override RouterConfig WithFallback(RouterConfig routerConfig) => OverrideUnset(routerConfig, Copy);

    public override ISurrogate ToSurrogate(ActorSystem system) => new RandomPoolSurrogate
    {
        NrOfInstances = NrOfInstances,
        UsePoolDispatcher = UsePoolDispatcher,
        Resizer = Resizer,
        SupervisorStrategy = SupervisorStrategy,
        RouterDispatcher = RouterDispatcher,
    };

    private RandomPool Copy(Resizer resizer, SupervisorStrategy strategy, string dispatcher) =>
        new(NrOfInstances, resizer, strategy, dispatcher, UsePoolDispatcher);

    public class RandomPoolSurrogate : ISurrogate
    {
        public int NrOfInstances { get; set; }

        public bool UsePoolDispatcher { get; set; }

        public Resizer Resizer { get; set; }

        public SupervisorStrategy SupervisorStrategy { get; set; }

        public string RouterDispatcher { get; set; }

        public ISurrogated FromSurrogate(ActorSystem system) =>
            new RandomPool(NrOfInstances, Resizer, SupervisorStrategy, RouterDispatcher, UsePoolDispatcher);
    }
}

/// <summary>A group that sends each message to a routee drawn at random.</summary>
public sealed class RandomGroup : Group
{
    public RandomGroup(Config config)
        : base(config)
    {
    }

    public RandomGroup(params string[] paths)
        : this(paths, Dispatchers.DefaultDispatcherId)
    {
    }

    public RandomGroup(IEnumerable<string> paths)
        : this(paths, Dispatchers.DefaultDispatcherId)
    {
    }

    public RandomGroup(IEnumerable<string> paths, string routerDispatcher)
        : base(paths, routerDispatcher)
    {
    }

    public override IEnumerable<string> GetPaths(ActorSystem system) => InternalPaths;

    public override Router CreateRouter(ActorSystem system) => new(new RandomLogic());

    public RandomGroup WithDispatcher(string dispatcher) => new RandomGroup(InternalPaths, dispatcher);

    public override ISurrogate ToSurrogate(ActorSystem system) =>
        new RandomGroupSurrogate { Paths = InternalPaths, RouterDispatcher = RouterDispatcher };

    public class RandomGroupSurrogate : ISurrogate
    {
        public IEnumerable<string> Paths { get; set; }

        public string RouterDispatcher { get; set; }

        public ISurrogated FromSurrogate(ActorSystem system) => new RandomGroup(Paths, RouterDispatcher);
    }
}
