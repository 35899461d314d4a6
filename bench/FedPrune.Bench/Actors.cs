using Akka.Actor;
using Akka.Configuration;

namespace FedPrune.Bench;

/// <summary>
/// What the actor engine costs: CPU time of all threads, allocations and memory; <c>scaling_2_to_2000</c> is what 2,000
/// busy actors get done in a second of CPU time over what 2 do. Each number is the median of the repetitions; without
/// <c>--json</c> the smallest stands beside it.
/// </summary>
internal static class Actors
{
    private const int Tells = 3_000_000, RoundTrips = 1_000_000, Asks = 200_000, Created = 100_000, Million = 1_000_000;
    private const int WarmUps = 3;
    private const int FewBusy = 2, ManyBusy = 2_000, BusyMessages = 6_000_000, InFlight = 16;
    private const double Nano = 1e9, Micro = 1e6, Mega = 1e6;

    /// <summary>One number.</summary>
    /// <param name="Name">What was measured, with its unit.</param>
    /// <param name="Value">The median of the repetitions.</param>
    internal sealed record Result(string Name, double Value);

    public static async Task RunAsync(string[] arguments)
    {
        var options = new Options(arguments, "--repetitions");
        var measured = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        for (var i = -WarmUps; i < options.Count("--repetitions", 7); i++)
        {
            var once = new Dictionary<string, double>(StringComparer.Ordinal);
            await MeasureMessagesAsync(once);
            await MeasureLivesAsync(once);
            if (i < 0) continue; // the JIT compiles in two tiers, the second on the side
            foreach (var (name, value) in once) (measured.TryGetValue(name, out var values) ? values : measured[name] = []).Add(value);
        }

        measured["million_idle_mb"] = [await MillionIdleAsync()];
        foreach (var (name, values) in measured) Report(options.Json, name, values);
    }

    private static void Report(bool json, string name, List<double> values)
    {
        if (json) Output.Json(new Result(name, Output.Median(values)));
        else Output.Line($"{name,-20} median {Output.Median(values):0.###}, minimum {values.Min():0.###}");
    }

    private static async Task MeasureMessagesAsync(Dictionary<string, double> results)
    {
        await using var engine = new Engine();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        results["tell_ns"] = await engine.CostAsync(Tells, Nano, ActorPatterns.TellAsync);
        results["bytes_per_tell"] = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Tells;
        results["tell_from_thread_ns"] = await engine.CostAsync(Tells, Nano, ActorPatterns.TellFromThreadAsync);
        results["ping_pong_us"] = await engine.CostAsync(RoundTrips, Micro, (system, n) => ActorPatterns.PingPongAsync(system, n, pairs: 1, 1));
        results["ping_pong_16_us"] = await engine.CostAsync(
            RoundTrips, Micro, (system, n) => ActorPatterns.PingPongAsync(system, n, pairs: 1, InFlight));
        results["ask_us"] = await engine.CostAsync(Asks, Micro, ActorPatterns.AskAsync);
        results["busy_2_ns"] = await engine.CostAsync(BusyMessages, Nano, (system, n) => Busy(system, n, FewBusy));
        results["busy_2000_ns"] = await engine.CostAsync(BusyMessages, Nano, (system, n) => Busy(system, n, ManyBusy));
        results["scaling_2_to_2000"] = results["busy_2_ns"] / results["busy_2000_ns"];
    }

    private static Task Busy(ActorSystem system, int messages, int actors) =>
        ActorPatterns.PingPongAsync(system, messages / 2, actors / 2, InFlight);

    private static async Task MeasureLivesAsync(Dictionary<string, double> results)
    {
        var engine = new Engine();
        var before = Settled();
        results["create_us"] = await engine.CostAsync(Created, Micro, ActorPatterns.CreateAsync);
        results["bytes_per_actor"] = (Settled() - before) / (double)Created;
        results["terminate_100k_s"] = await engine.TerminateAsync();
    }

    private static async Task<double> MillionIdleAsync()
    {
        await using var engine = new Engine();
        await ActorPatterns.CreateAsync(engine.System, Million);
        Settled();
        return Environment.WorkingSet / Mega;
    }

    private static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>An actor system and the clock beside it.</summary>
    private sealed class Engine : IAsyncDisposable
    {
        public ActorSystem System { get; } = ActorSystem.Create("bench", ConfigurationFactory.ParseString("""
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            akka.log-dead-letters = off
            """));

        /// <summary>CPU time of all threads for each of so many.</summary>
        public async Task<double> CostAsync(int count, double unit, Func<ActorSystem, int, Task> run)
        {
            GC.Collect();
            var before = CpuClock.ProcessSeconds();
            await run(System, count);
            return (CpuClock.ProcessSeconds() - before) * unit / count;
        }

        public async Task<double> TerminateAsync()
        {
            var before = CpuClock.ProcessSeconds();
            await System.Terminate();
            return CpuClock.ProcessSeconds() - before;
        }

        public async ValueTask DisposeAsync() => await System.Terminate();
    }
}
