using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;

namespace FedPrune.Bench;

/// <summary>
/// How long a cluster of three processes takes to notice that one was killed, and to remove it, with Akka's default failure
/// detector and a split-brain resolver that waits for four seconds.
/// </summary>
internal static class Detection
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>One kill.</summary>
    /// <param name="UnreachableSeconds">From the kill until the member is unreachable.</param>
    /// <param name="RemovedSeconds">From the kill until it is removed.</param>
    internal sealed record Result(double UnreachableSeconds, double RemovedSeconds);

    public static async Task RunAsync(string[] arguments)
    {
        var options = new Options(arguments, "--kills", "--peer");
        var seed = options.Text("--peer", "");
        var system = ActorSystem.Create("bench", Configured(seed));
        try
        {
            if (seed.Length > 0)
                await Console.In.ReadToEndAsync();
            else
                await MeasureAsync(system, options);
        }
        finally
        {
            await system.Terminate();
        }
    }

    private static Config Configured(string seed) => ConfigurationFactory.ParseString($$"""
        akka {
          loglevel = ERROR
          actor.provider = cluster
          remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
          cluster {
            seed-nodes = [{{(seed.Length > 0 ? $"\"{seed}\"" : "")}}]
            downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
            split-brain-resolver { active-strategy = keep-majority, stable-after = 4s }
          }
        }
        """);

    private static async Task MeasureAsync(ActorSystem system, Options options)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        await cluster.JoinAsync(cluster.SelfAddress);
        using var witness = OwnProcess.Start("detection", cluster.SelfAddress.ToString());
        for (int kill = 0; kill < options.Count("--kills", 3); kill++)
        {
            using var victim = OwnProcess.Start("detection", cluster.SelfAddress.ToString());
            await UntilAsync(() => cluster.State.Members.Count(member => member.Status == MemberStatus.Up) == 3, "three members");
            await Task.Delay(TimeSpan.FromSeconds(5)); // for the heartbeats' usual intervals to be known
            victim.Kill();
            var started = Stopwatch.GetTimestamp();
            await UntilAsync(() => cluster.State.Unreachable.Count == 1, "an unreachable member");
            var unreachable = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await UntilAsync(() => cluster.State.Members.Count == 2, "its removal");
            var result = new Result(unreachable, Stopwatch.GetElapsedTime(started).TotalSeconds);
            if (options.Json)
                Output.Json(result);
            else
                Output.Line($"unreachable after {result.UnreachableSeconds:0.0} s, removed after {result.RemovedSeconds:0.0} s");
        }
        witness.StandardInput.Close();
        await witness.WaitForExitAsync();
    }

    private static async Task UntilAsync(Func<bool> holds, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new SoakFailedException($"the cluster did not come to {what} within {Patience.TotalSeconds:0} s");
            await Task.Delay(10);
        }
    }
}
