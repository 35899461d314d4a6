using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;

namespace FedPrune.Compat.Tests.Actors;

public sealed class DispatcherTests() : ActorTest("""
    pinned {
      type = PinnedDispatcher
    }
    training {
      type = ForkJoinDispatcher
      throughput = 1
      dedicated-thread-pool {
        thread-count = 2
        threadtype = background
      }
    }
    tasks {
      type = TaskDispatcher
      throughput = 7
    }
    akka.actor.deployment {
      "/deployed" {
        dispatcher = training
      }
      "/group/*" {
        dispatcher = pinned
      }
    }
    """)
{
    [Fact]
    public async Task Actors_of_a_dedicated_pool_run_on_as_many_threads_as_it_has()
    {
        var threads = new ConcurrentDictionary<int, byte>();
        var props = Act((_, context) =>
        {
            threads.TryAdd(Environment.CurrentManagedThreadId, 0);
            context.Sender.Tell("done");
        }).WithDispatcher("training");
        IActorRef[] actors = [.. Enumerable.Range(0, 20).Select(_ => System.ActorOf(props))];
        for (var round = 0; round < 10; round++) await Task.WhenAll(actors.Select(a => a.Ask<string>("go", Patience)));
        Assert.InRange(threads.Count, 1, 2);
    }

    [Fact]
    public async Task A_pinned_actor_stays_on_one_thread()
    {
        var actor = System.ActorOf(Act((_, context) => context.Sender.Tell(Environment.CurrentManagedThreadId)).WithDispatcher("pinned"));
        var threads = new HashSet<int>();
        for (var i = 0; i < 50; i++) threads.Add(await actor.Ask<int>("x", Patience));
        Assert.Single(threads);
    }

    [Fact]
    public async Task The_thread_of_a_pinned_actor_ends_with_it()
    {
        var actor = System.ActorOf(Act((_, context) => context.Sender.Tell(Thread.CurrentThread)).WithDispatcher("pinned"));
        var thread = await actor.Ask<Thread>("x", Patience);
        System.Stop(actor);
        await Eventually(() => !thread.IsAlive);
    }

    [Fact]
    public async Task Deployment_by_path_names_the_dispatcher()
    {
        var actor = System.ActorOf(Act((_, context) => context.Sender.Tell(context.Dispatcher.Id)), "deployed");
        Assert.Equal("training", await actor.Ask<string>("x", Patience));
        var group = System.ActorOf(
            Act((_, context) => context.ActorOf(Act((_, c) => c.Sender.Tell(c.Dispatcher.Id))).Forward("x")), "group");
        Assert.Equal("pinned", await group.Ask<string>("x", Patience));
    }

    [Fact]
    public void A_dispatchers_settings_are_those_of_its_section() =>
        Assert.Equal((7, "tasks"), (System.Dispatchers.Lookup("tasks").Throughput, System.Dispatchers.Lookup("tasks").Id));

    [Fact]
    public async Task The_internal_dispatchers_are_the_configured_ones()
    {
        var actor = System.ActorOf(Act((_, context) => context.Sender.Tell(context.Dispatcher.Id)));
        Assert.Equal("akka.actor.default-dispatcher", await actor.Ask<string>("x", Patience));
        Assert.Equal(30, System.Dispatchers.DefaultGlobalDispatcher.Throughput);
    }

    [Fact]
    public async Task An_actor_that_blocks_its_thread_does_not_hold_up_those_it_wrote_to()
    {
        using var heard = new ManualResetEventSlim();
        var listener = System.ActorOf(Act((_, _) => heard.Set()));
        var blocking = System.ActorOf(Act((_, context) =>
        {
            listener.Tell("x");
            context.Sender.Tell(heard.Wait(Patience));
        }));
        Assert.True(await blocking.Ask<bool>("go", 2 * Patience));
    }

    [Fact]
    public async Task What_a_handler_leaves_in_the_execution_context_is_not_for_the_next_actor()
    {
        var local = new AsyncLocal<string>();
        var second = System.ActorOf(Act((_, context) => context.Sender.Tell(local.Value ?? "nothing")));
        var first = System.ActorOf(Act((_, context) =>
        {
            local.Value = "left behind";
            second.Forward("x");
        }));
        for (var i = 0; i < 20; i++) Assert.Equal("nothing", await first.Ask<string>("x", Patience));
    }

    [Fact]
    public async Task An_actor_that_always_has_messages_lets_others_run()
    {
        var stop = false;
        IActorRef[] busy = [.. Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(_ => System.ActorOf(Act((message, context) =>
        {
            if (!Volatile.Read(ref stop)) context.Self.Tell(message);
        })))];
        foreach (var actor in busy) actor.Tell("again");
        var calm = System.ActorOf(Act((message, context) => context.Sender.Tell(message)));
        for (var i = 0; i < 20; i++) Assert.Equal(i, await calm.Ask<int>(i, Patience));
        Volatile.Write(ref stop, true);
    }

    [Fact]
    public void A_dispatcher_that_is_not_configured_is_an_error() =>
        Assert.Throws<ConfigurationException>(() => System.ActorOf(Act((_, _) => { }).WithDispatcher("nowhere")));
}
