using Akka.Actor;

namespace FedPrune.Bench;

/// <summary>What a message makes its receiver do.</summary>
internal enum Deed
{
    Note,
    Spawn,
    Stop,
    Resume,
    Restart,
    StopByFailure,
    Escalate,
}

/// <summary>The n-th message from a thread to a target.</summary>
internal sealed record Numbered(int Thread, int Number, Deed Deed);

/// <summary>What a seed decides: how many threads and actors, on which dispatcher, with which mailbox and strategy.</summary>
internal sealed class SchedulePlan
{
    private static readonly string[] Dispatchers =
    [
        "type = Dispatcher",
        "type = Dispatcher, throughput = 1",
        "type = Dispatcher, throughput = 1000",
        "type = ForkJoinDispatcher, dedicated-thread-pool { thread-count = 2, threadtype = background }",
        "type = PinnedDispatcher",
    ];

    private static readonly string[] Mailboxes =
    [
        "Akka.Dispatch.UnboundedMailbox",
        "Akka.Dispatch.UnboundedDequeBasedMailbox",
        "Akka.Dispatch.BoundedMailbox",
    ];

    private readonly int _seed;
    private readonly bool _allForOne;

    public SchedulePlan(int seed)
    {
        _seed = seed;
        var random = RandomOf(thread: -1);
        Threads = random.Next(2, 7);
        Families = random.Next(2, 9);
        ChildrenOfEach = random.Next(1, 6);
        Watchers = random.Next(1, 6);
        Steps = random.Next(500, 4000);
        KeepsChildren = random.Next(2) == 0;
        _allForOne = random.Next(4) == 0;
        Hocon = $$"""
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            akka.log-dead-letters = off
            family-dispatcher { {{Dispatchers[random.Next(Dispatchers.Length)]}} }
            child-dispatcher { {{Dispatchers[random.Next(Dispatchers.Length)]}} }
            family-mailbox { mailbox-type = "{{Mailboxes[random.Next(2)]}}" }
            child-mailbox {
              mailbox-type = "{{Mailboxes[random.Next(Mailboxes.Length)]}}"
              mailbox-capacity = 50
              mailbox-push-timeout-time = 0s
            }
            """;
    }

    public int Threads { get; }

    public int Families { get; }

    public int ChildrenOfEach { get; }

    public int Watchers { get; }

    public int Steps { get; }

    /// <summary>Whether a parent's children live through its restart.</summary>
    public bool KeepsChildren { get; }

    public string Hocon { get; }

    public Props Deployed(Props props, string role) => props.WithDispatcher($"{role}-dispatcher").WithMailbox($"{role}-mailbox");

    public Random RandomOf(int thread) => new(unchecked((_seed * 7919) + ((thread + 2) * 104729)));

    public SupervisorStrategy Strategy() => _allForOne ? new AllForOneStrategy(ScheduledFailure.Decide) : new OneForOneStrategy(ScheduledFailure.Decide);

    public Deed Draw(Random random) => random.Next(400) switch
    {
        0 => Deed.Stop,
        1 or 2 => Deed.Resume,
        3 or 4 => Deed.Restart,
        5 => Deed.StopByFailure,
        6 => Deed.Escalate,
        7 or 8 => Deed.Spawn,
        _ => Deed.Note,
    };
}

/// <summary>Thrown on order; says itself what the supervisor is to do.</summary>
internal sealed class ScheduledFailure(Deed deed) : Exception($"fails on order: {deed}")
{
    private readonly Deed _deed = deed;

    public static Directive Decide(Exception failure) => (failure as ScheduledFailure)?._deed switch
    {
        Deed.Resume => Directive.Resume,
        Deed.StopByFailure => Directive.Stop,
        Deed.Escalate => Directive.Escalate,
        _ => Directive.Restart,
    };
}
