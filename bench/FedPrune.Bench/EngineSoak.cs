using System.Diagnostics;

namespace FedPrune.Bench;

/// <summary>Random schedules for the actor engine, one seed after the other, until the time is over or a promise is broken.</summary>
internal static class EngineSoak
{
    private const int ProgressEverySeconds = 60, MostSaid = 10;

    public static async Task RunAsync(string[] arguments)
    {
        var options = new Options(arguments, "--minutes", "--seed");
        var replayed = options.Count("--seed", 0);
        var first = replayed > 0 ? replayed : Random.Shared.Next(1, int.MaxValue / 2);
        var time = replayed > 0 ? TimeSpan.Zero : TimeSpan.FromMinutes(options.Count("--minutes", 10));
        var (started, said) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        var schedules = 0;
        do
        {
            await CheckAsync(first + schedules++);
            if (options.Json || Stopwatch.GetElapsedTime(said).TotalSeconds < ProgressEverySeconds) continue;
            Output.Line($"{schedules} schedules");
            said = Stopwatch.GetTimestamp();
        }
        while (Stopwatch.GetElapsedTime(started) < time);

        if (options.Json) Output.Json(new { Schedules = schedules, FirstSeed = first, Holds = true });
        else Output.Line($"{schedules} schedules from seed {first} on: every promise holds");
    }

    private static async Task CheckAsync(int seed)
    {
        var broken = await EngineSchedule.RunAsync(seed);
        if (broken.Count > 0)
        {
            throw new SoakFailedException($"{string.Join('\n', broken.Take(MostSaid))}\nreplay: ./fedprune soak engine --seed {seed}");
        }
    }
}
