using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace FedPrune.Bench;

/// <summary>
/// A schedule drawn from a seed: threads tell, fail, stop, spawn, watch and unwatch at random, while an observer that only
/// counts holds what must be true all the same. The threads' steps follow from the seed; how they interleave does not.
/// </summary>
internal static class EngineSchedule
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs a schedule and gives the promises that it broke, none if all is well.</summary>
    public static async Task<IReadOnlyCollection<string>> RunAsync(int seed)
    {
        var plan = new SchedulePlan(seed);
        var observer = new EngineObserver();
        var system = ActorSystem.Create($"schedule{seed}", ConfigurationFactory.ParseString(plan.Hocon));
        await RunAsync(plan, observer, system);
        await AwaitAsync(() => system.Terminate().IsCompleted, observer, "the system did not terminate");
        return observer.Broken;
    }

    private static async Task RunAsync(SchedulePlan plan, EngineObserver observer, ActorSystem system)
    {
        await SubscribeAsync(system, observer);
        var watchers = Enumerable.Range(0, plan.Watchers)
            .Select(number => system.ActorOf(Props.Create(() => new ScheduledWatcher(observer, number)), $"watcher{number}")).ToArray();
        var targets = await TargetsAsync(plan, observer, system, watchers[0]);
        await Task.WhenAll(Enumerable.Range(0, plan.Threads).Select(thread => Task.Run(() => Storm(plan, thread, targets, watchers, observer))));

        // What the storm sent comes before this answer, so that every order to watch has been given.
        foreach (var watcher in watchers) await watcher.Ask<ActorIdentity>(new Identify(0), Patience);
        foreach (var family in targets.Where(target => target.Path.Parent.Name == "user")) system.Stop(family);
        await AwaitAsync(() => observer.AllDeathsTold, observer, "a watcher was not told");
        await AwaitAsync(() => observer.NothingLost, observer, "a message was lost");
        observer.Judge();
    }

    private static async Task SubscribeAsync(ActorSystem system, EngineObserver observer)
    {
        var deadLetters = system.ActorOf(Props.Create(() => new DeadLetterCounter(observer)), "deadLetters");
        system.EventStream.Subscribe(deadLetters, typeof(DeadLetter));
        await deadLetters.Ask<ActorIdentity>(new Identify(0), Patience);
    }

    private static async Task<IActorRef[]> TargetsAsync(SchedulePlan plan, EngineObserver observer, ActorSystem system, IActorRef firstWatcher)
    {
        var targets = new List<IActorRef>();
        for (var i = 0; i < plan.Families; i++)
        {
            var family = system.ActorOf(plan.Deployed(Props.Create(() => new Family(plan, observer, firstWatcher)), "family"), $"family{i}");
            targets.Add(family);
            targets.AddRange(await family.Ask<IActorRef[]>(Family.Children.Instance, Patience));
        }

        return [.. targets];
    }

    private static void Storm(SchedulePlan plan, int thread, IActorRef[] targets, IActorRef[] watchers, EngineObserver observer)
    {
        var random = plan.RandomOf(thread);
        var numbers = new int[targets.Length];
        var watched = new HashSet<(int, int)>();
        for (var step = 0; step < plan.Steps; step++)
        {
            var at = random.Next(targets.Length);
            if (random.Next(50) == 0)
            {
                // Each pair belongs to one thread, and is watched once: a second time would rightly be told again.
                var pair = (Watcher: (at + thread) % watchers.Length, at);
                if (at % plan.Threads != thread || !watched.Add(pair)) continue;
                observer.Watches(pair.Watcher, targets[at], mayBeUnwatched: random.Next(4) == 0, out var order);
                foreach (var message in order) watchers[pair.Watcher].Tell(message, ActorRefs.NoSender);
                continue;
            }

            if (random.Next(400) == 0)
            {
                targets[at].Tell(PoisonPill.Instance, ActorRefs.NoSender);
                continue;
            }

            observer.Sends();
            targets[at].Tell(new Numbered(thread, ++numbers[at], plan.Draw(random)), ActorRefs.NoSender);
        }
    }

    private static async Task AwaitAsync(Func<bool> condition, EngineObserver observer, string otherwise)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                observer.Breaks($"{otherwise}: {observer}");
                return;
            }

            await Task.Delay(1);
        }
    }
}
