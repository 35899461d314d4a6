using Akka.Actor;
using Akka.Configuration;
using Akka.Routing;

namespace FedPrune.Compat.Tests.Actors;

public sealed class RouterTests() : ActorTest("""
    akka.actor.deployment {
      /configured { router = round-robin-pool, nr-of-instances = 3 }
      /everyone { router = broadcast-group, routees.paths = ["/user/a", "/user/b"] }
      /unrouted { router = round-robin-pool, nr-of-instances = 3 }
      /several { router = broadcast-pool, nr-of-instances = 2 }
      "/parents/*/inner" { router = broadcast-pool, nr-of-instances = 4 }
      /growing {
        router = round-robin-pool
        resizer { enabled = on, lower-bound = 2, upper-bound = 5, messages-per-resize = 1 }
      }
      /pinned {
        router = round-robin-pool
        nr-of-instances = 2
        pool-dispatcher { type = PinnedDispatcher }
      }
      /chopping { router = tail-chopping-pool, nr-of-instances = 3, within = 3 s, tail-chopping-router.interval = 10 ms }
    }
    """)
{
    [Fact]
    public async Task A_round_robin_pool_gives_its_routees_turns()
    {
        var router = System.ActorOf(new RoundRobinPool(3).Props(NameTeller()), "pool");
        var names = new List<string>();
        for (var i = 0; i < 6; i++) names.Add((await router.Ask<IActorRef>("name", Patience)).Path.Name);
        Assert.Equal(3, names.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(names.Take(3), names.Skip(3));
    }

    [Fact]
    public async Task The_routees_of_a_pool_are_its_children()
    {
        var router = System.ActorOf(NameTeller().WithRouter(new RandomPool(2)), "pool");
        var routee = await router.Ask<IActorRef>("name", Patience);
        Assert.Equal(router.Path, routee.Path.Parent);
    }

    [Fact]
    public async Task A_routee_sees_the_original_sender()
    {
        var probe = NewProbe();
        var router = System.ActorOf(new RoundRobinPool(1).Props(Act((m, context) => context.Sender.Tell(m, context.Self))));
        router.Tell("x", probe.Ref);
        await probe.Expect("x");
        Assert.Equal(router.Path, probe.LastSender.Path.Parent);
    }

    [Fact]
    public async Task A_group_finds_its_routees_by_path()
    {
        var (first, second) = (NewProbe(), NewProbe());
        var router = System.ActorOf(Props.Empty.WithRouter(new RoundRobinGroup(Paths(first, second))));
        foreach (var i in Enumerable.Range(0, 4)) router.Tell(i);
        await first.Expect(0);
        await first.Expect(2);
        await second.Expect(1);
        await second.Expect(3);
    }

    [Fact]
    public async Task Broadcast_reaches_every_routee_of_any_router()
    {
        var (first, second) = (NewProbe(), NewProbe());
        var router = System.ActorOf(new RandomGroup(Paths(first, second)).Props());
        router.Tell(new Broadcast("all"));
        await first.Expect("all");
        await second.Expect("all");
    }

    [Fact]
    public async Task A_broadcast_router_sends_every_message_to_all()
    {
        var (first, second) = (NewProbe(), NewProbe());
        var router = System.ActorOf(new BroadcastGroup(Paths(first, second)).Props());
        router.Tell("all");
        await first.Expect("all");
        await second.Expect("all");
    }

    [Fact]
    public async Task The_configuration_gives_the_router_of_FromConfig()
    {
        var router = System.ActorOf(NameTeller().WithRouter(FromConfig.Instance), "configured");
        Assert.Equal(3, await SizeOf(router));
    }

    [Fact]
    public async Task The_configuration_goes_before_the_code()
    {
        var probe = NewProbe();
        var forward = Act((m, _) => probe.Ref.Tell(m));
        var router = System.ActorOf(forward.WithRouter(new RoundRobinPool(7)), "several");
        router.Tell("x");
        await probe.Expect("x");
        await probe.Expect("x");
        Assert.Equal(2, await SizeOf(router));
    }

    [Fact]
    public async Task A_group_can_come_from_the_configuration()
    {
        var probe = NewProbe();
        foreach (var name in new[] { "a", "b" }) System.ActorOf(Act((m, context) => probe.Ref.Tell((context.Self.Path.Name, m))), name);
        System.ActorOf(Props.Empty.WithRouter(FromConfig.Instance), "everyone").Tell(1);
        var got = new[] { await probe.Next(), await probe.Next() };
        Assert.Equal([("a", 1), ("b", 1)], got.Cast<(string, object)>().Order());
    }

    [Fact]
    public async Task Deployment_paths_may_have_wildcards()
    {
        var parent = System.ActorOf(Act((_, context) => context.Sender.Tell(context.ActorOf(
            Act((_, grandparent) => grandparent.Sender.Tell(grandparent.ActorOf(NameTeller().WithRouter(FromConfig.Instance), "inner"))), "any"))), "parents");
        var any = await parent.Ask<IActorRef>("child", Patience);
        Assert.Equal(4, await SizeOf(await any.Ask<IActorRef>("router", Patience)));
    }

    [Fact]
    public async Task A_configured_router_counts_only_if_the_props_ask_for_one()
    {
        var actor = System.ActorOf(NameTeller(), "unrouted");
        Assert.Equal(actor, await actor.Ask<IActorRef>("name", Patience));
    }

    [Fact]
    public void FromConfig_without_a_configuration_is_an_error() => Assert.Throws<ConfigurationException>(
        () => System.ActorOf(NameTeller().WithRouter(FromConfig.Instance), "nowhere"));

    [Fact]
    public async Task The_routees_can_run_on_a_dispatcher_of_the_pool()
    {
        var router = System.ActorOf(
            Act((_, context) => context.Sender.Tell(context.Dispatcher.Id)).WithRouter(FromConfig.Instance), "pinned");
        Assert.EndsWith("pool-dispatcher", await router.Ask<string>("dispatcher", Patience), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Routees_can_be_added_and_removed()
    {
        var probe = NewProbe();
        var router = System.ActorOf(new RoundRobinPool(1).Props(NameTeller()));
        router.Tell(new AddRoutee(Routee.FromActorRef(probe.Ref)));
        Assert.Equal(2, await SizeOf(router));
        router.Tell(new Broadcast("hello"));
        await probe.Expect("hello");
        router.Tell(new RemoveRoutee(new ActorRefRoutee(probe.Ref)));
        Assert.Equal(1, await SizeOf(router));
        Assert.Equal(probe.Ref, (await probe.Ref.Ask<ActorIdentity>(new Identify(0), Patience)).Subject);
    }

    [Fact]
    public async Task AdjustPoolSize_changes_the_number_of_routees()
    {
        var router = System.ActorOf(new RoundRobinPool(3).Props(NameTeller()));
        router.Tell(new AdjustPoolSize(2));
        Assert.Equal(5, await SizeOf(router));
        router.Tell(new AdjustPoolSize(-4));
        Assert.Equal(1, await SizeOf(router));
    }

    [Fact]
    public async Task A_pool_that_is_stopped_stops_its_routees()
    {
        var probe = NewProbe();
        var router = System.ActorOf(new RoundRobinPool(1).Props(NameTeller()));
        var routee = await router.Ask<IActorRef>("name", Patience);
        probe.Watch(routee);
        router.Tell(PoisonPill.Instance);
        Assert.Equal(routee, (await probe.Expect<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task A_pool_stops_when_all_its_routees_have_stopped()
    {
        var probe = NewProbe();
        var router = System.ActorOf(new RoundRobinPool(3).Props(NameTeller()));
        probe.Watch(router);
        router.Tell(new Broadcast(PoisonPill.Instance));
        Assert.Equal(router, (await probe.Expect<Terminated>()).ActorRef);
    }

    [Fact]
    public async Task A_stopped_routee_is_taken_out()
    {
        var router = System.ActorOf(new RoundRobinPool(3).Props(NameTeller()));
        var routee = await router.Ask<IActorRef>("name", Patience);
        System.Stop(routee);
        var size = 3;
        while (size == 3) size = await SizeOf(router);
        Assert.Equal(2, size);
    }

    [Fact]
    public async Task The_strategy_of_a_pool_decides_about_its_routees()
    {
        var pool = new RoundRobinPool(1).WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Resume));
        var router = System.ActorOf(pool.Props(Props.Create(() => new Counter())));
        router.Tell("count");
        router.Tell(new InvalidOperationException());
        Assert.Equal(1, await router.Ask<int>("get", Patience));
    }

    [Fact]
    public async Task A_failure_escalates_by_default_and_the_restarted_router_restarts_its_routees()
    {
        var router = System.ActorOf(new BroadcastPool(2).Props(Props.Create(() => new Counter())));
        var routee = (await router.Ask<Routees>(GetRoutees.Instance, Patience)).Members.Cast<ActorRefRoutee>().First().Actor;
        router.Tell("count");
        Assert.Equal(1, await routee.Ask<int>("get", Patience));
        routee.Tell(new InvalidOperationException());
        while (await routee.Ask<int>("get", Patience) != 0)
        {
            // its restart is on the way
        }

        Assert.Equal(2, await SizeOf(router));
    }

    [Fact]
    public async Task A_resizer_keeps_the_pool_between_its_bounds()
    {
        var router = System.ActorOf(NameTeller().WithRouter(FromConfig.Instance), "growing");
        Assert.Equal(2, await SizeOf(router));
    }

    [Fact]
    public void A_resizer_grows_a_busy_pool_and_shrinks_an_idle_one()
    {
        var resizer = new DefaultResizer(1, 10, backoffThreshold: 0.3, backoffRate: 0.1, rampupRate: 0.2);
        Assert.Equal(2, resizer.Rampup(pressure: 9, capacity: 9));
        Assert.Equal(0, resizer.Rampup(pressure: 8, capacity: 9));
        Assert.Equal(-1, resizer.Backoff(pressure: 2, capacity: 10));
        Assert.Equal(0, resizer.Backoff(pressure: 3, capacity: 10));
        Assert.Throws<ArgumentException>(() => new DefaultResizer(3, 2));
    }

    [Fact]
    public async Task Messages_of_one_key_go_to_one_routee()
    {
        var router = System.ActorOf(new ConsistentHashingPool(5, m => m is int n ? n % 10 : null).Props(NameTeller()));
        var owner = new Dictionary<int, IActorRef>();
        for (var i = 0; i < 40; i++)
        {
            var routee = await router.Ask<IActorRef>(i, Patience);
            if (!owner.TryAdd(i % 10, routee)) Assert.Equal(owner[i % 10], routee);
        }

        Assert.True(owner.Values.Distinct().Count() > 1);
        var byEnvelope = await router.Ask<IActorRef>(new ConsistentHashableEnvelope("a", "key"), Patience);
        Assert.Equal(byEnvelope, await router.Ask<IActorRef>(new Keyed("key"), Patience));
    }

    [Fact]
    public void A_node_that_leaves_the_ring_only_moves_its_own_keys()
    {
        var ring = ConsistentHash.Create(["a", "b", "c"], 10);
        var smaller = ring - "c";
        string[] keys = [.. Enumerable.Range(0, 200).Select(i => $"key {i}")];
        Assert.All(keys, key => Assert.True(ring.NodeFor(key) == "c" || ring.NodeFor(key) == smaller.NodeFor(key)));
        Assert.Contains(keys, key => ring.NodeFor(key) == "c");
    }

    [Fact]
    public async Task The_smallest_mailbox_gets_the_message()
    {
        using var gate = new ManualResetEventSlim();
        var router = System.ActorOf(new SmallestMailboxPool(2).Props(Act((m, context) =>
        {
            if (m is "block") gate.Wait(Patience);
            else context.Sender.Tell(context.Self);
        })));
        var idle = (await router.Ask<Routees>(GetRoutees.Instance, Patience)).Members.Cast<ActorRefRoutee>().Select(r => r.Actor).ToArray();
        for (var i = 0; i < 3; i++) idle[0].Tell("block");
        for (var i = 0; i < 5; i++) Assert.Equal(idle[1], await router.Ask<IActorRef>("who", Patience));
        gate.Set();
    }

    [Fact]
    public async Task Scatter_gather_answers_with_the_first_answer()
    {
        var silent = System.ActorOf(Act((_, _) => { }));
        var fast = System.ActorOf(Act((m, context) => context.Sender.Tell(m)));
        string[] paths = [Path(silent), Path(fast)];
        var router = System.ActorOf(new ScatterGatherFirstCompletedGroup(paths, Patience).Props());
        Assert.Equal("x", await router.Ask<string>("x", Patience));
    }

    [Fact]
    public async Task Scatter_gather_without_an_answer_in_time_is_a_failure()
    {
        var probe = NewProbe();
        var router = System.ActorOf(
            new ScatterGatherFirstCompletedPool(2, TimeSpan.FromMilliseconds(20)).Props(Act((_, _) => { })));
        router.Tell("x", probe.Ref);
        await probe.Expect<Status.Failure>();
    }

    [Fact]
    public async Task Tail_chopping_asks_another_when_the_first_is_silent()
    {
        var first = 0;
        var router = System.ActorOf(
            Act((m, context) =>
            {
                if (Interlocked.Increment(ref first) > 1) context.Sender.Tell(m);
            }).WithRouter(FromConfig.Instance),
            "chopping");
        Assert.Equal("x", await router.Ask<string>("x", Patience));
        Assert.True(Volatile.Read(ref first) >= 2);
    }

    [Fact]
    public async Task A_router_can_be_used_without_an_actor()
    {
        var (first, second) = (NewProbe(), NewProbe());
        var router = new Router(new RoundRobinRoutingLogic(), Routee.FromActorRef(first.Ref)).AddRoutee(second.Ref);
        router.Route(1, ActorRefs.NoSender);
        router.Route(2, ActorRefs.NoSender);
        router.RemoveRoutee(first.Ref).Route(3, ActorRefs.NoSender);
        await first.Expect(1);
        await second.Expect(2);
        await second.Expect(3);
    }

    private static Props NameTeller() => Act((_, context) => context.Sender.Tell(context.Self));

    private static string Path(IActorRef actor) => actor.Path.ToStringWithoutAddress();

    private static string[] Paths(params Probe[] probes) => [.. probes.Select(probe => Path(probe.Ref))];

    private static async Task<int> SizeOf(IActorRef router) =>
        (await router.Ask<Routees>(GetRoutees.Instance, Patience)).Members.Count();

    private sealed record Keyed(string Key) : IConsistentHashable
    {
        public object ConsistentHashKey => Key;
    }

    private sealed class Counter : UntypedActor
    {
        private int _count;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Exception e: throw e;
                case "count": _count++; break;
                case "get": Sender.Tell(_count); break;
            }
        }
    }
}
