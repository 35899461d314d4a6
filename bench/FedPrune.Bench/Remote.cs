using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;

namespace FedPrune.Bench;

/// <summary>
/// What remoting carries between two processes on loopback: small and large messages one way, and questions one after another.
/// Each number is the best of the repetitions: the first warm the runtime up, and other work on the machine only takes away.
/// </summary>
internal static class Remote
{
    private const int Small = 1024, Large = 1024 * 1024;
    private const int SmallMessages = 300_000, LargeMessages = 600, Questions = 10_000;

    private const string Hocon = """
        akka {
          loglevel = WARNING
          actor.provider = remote
          remote.log-buffer-size-exceeding = off
          remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0, maximum-frame-size = 2MiB }
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>One number.</summary>
    /// <param name="Name">What was measured, with its unit.</param>
    /// <param name="Value">The best of the repetitions.</param>
    internal sealed record Result(string Name, double Value);

    public static async Task RunAsync(string[] arguments)
    {
        var options = new Options(arguments, "--repetitions", "--peer");
        var system = ActorSystem.Create("bench", ConfigurationFactory.ParseString(Hocon));
        try
        {
            if (options.Text("--peer", "") is { Length: > 0 } measuring) await AnswerAsync(system, measuring);
            else await MeasureAsync(system, options);
        }
        finally
        {
            await system.Terminate();
        }
    }

    /// <summary>The other process: introduces its actors and lives until its input ends.</summary>
    private static async Task AnswerAsync(ActorSystem system, string measuring)
    {
        var host = await system.ActorSelection(measuring).ResolveOne(Patience);
        host.Tell(system.ActorOf(Props.Create(() => new Sink()), "sink"), ActorRefs.NoSender);
        await Console.In.ReadToEndAsync();
    }

    private static async Task MeasureAsync(ActorSystem system, Options options)
    {
        var arrived = new TaskCompletionSource<IActorRef>(TaskCreationOptions.RunContinuationsAsynchronously);
        var host = system.ActorOf(Props.Create(() => new Host(arrived)), "host");
        using var peer = OwnProcess.Start("remote", (new RootActorPath(((ExtendedActorSystem)system).Provider.DefaultAddress) / host.Path.Elements).ToString());
        var sink = await arrived.Task.WaitAsync(Patience);
        var best = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var i = 0; i < options.Count("--repetitions", 5); i++)
        {
            Keep(best, "messages_1k_per_s", await FloodAsync(sink, SmallMessages, Small));
            Keep(best, "messages_1m_per_s", await FloodAsync(sink, LargeMessages, Large));
            Keep(best, "asks_per_s", await AskAsync(sink));
        }

        foreach (var (name, value) in best)
        {
            if (options.Json) Output.Json(new Result(name, value));
            else Output.Line($"{name,-20} {value:0}");
        }

        peer.StandardInput.Close();
        await peer.WaitForExitAsync();
    }

    private static void Keep(Dictionary<string, double> best, string name, double value) => best[name] = Math.Max(value, best.GetValueOrDefault(name));

    /// <summary>Messages a second from the first sent until the last has been counted.</summary>
    private static async Task<double> FloodAsync(IActorRef sink, int messages, int size)
    {
        var payload = new byte[size];
        var started = Stopwatch.GetTimestamp();
        var counted = sink.Ask<int>(messages, Patience);
        for (var i = 0; i < messages; i++) sink.Tell(payload, ActorRefs.NoSender);
        await counted;
        return messages / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> AskAsync(IActorRef sink)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Questions; i++) await sink.Ask<string>("?", Patience);
        return Questions / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private sealed class Host(TaskCompletionSource<IActorRef> arrived) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is IActorRef sink) arrived.TrySetResult(sink);
            else Unhandled(message);
        }
    }

    /// <summary>Counts as many messages as it is told to expect, then says so; answers questions.</summary>
    private sealed class Sink : UntypedActor
    {
        private IActorRef _asker = ActorRefs.Nobody;
        private int _expected;
        private int _counted;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case byte[]:
                    if (++_counted == _expected) _asker.Tell(_counted);
                    break;
                case int expected:
                    (_asker, _expected, _counted) = (Sender, expected, 0);
                    break;
                case string question:
                    Sender.Tell(question);
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }
    }
}
