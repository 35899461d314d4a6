using FedPrune.Model.Tests.Wire;

namespace FedPrune.Bench;

/// <summary>Damaged and forged payloads by the million: refused or valid, never a crash, never much memory.</summary>
internal static class WireSoak
{
    public static Task RunAsync(string[] arguments)
    {
        var options = new Options(arguments, "--payloads");
        var count = options.Count("--payloads", 1_000_000);
        var fuzz = new PayloadFuzz();
        for (int trial = 0; trial < count; trial++)
            fuzz.Try(trial);
        if (options.Json)
            Output.Json(new { Payloads = count, Valid = fuzz.Decoded, Refused = count - fuzz.Decoded, Reasons = fuzz.Faults.Count });
        else
            Output.Line($"{count} payloads: {fuzz.Decoded} still valid, {count - fuzz.Decoded} refused for {fuzz.Faults.Count} reasons, none crashed");
        return Task.CompletedTask;
    }
}
