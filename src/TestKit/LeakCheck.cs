using Akka.Actor;
using FedPrune.Actors.Server;

namespace FedPrune.TestKit;

/// <summary>After a run no actor may be left that was made for a round: neither the round nor a device's trainer.</summary>
internal sealed class LeakCheck(ActorSystem system, IEnumerable<RoundReport> reports)
{
    private const int Looks = 10_000; // an actor that is stopping is gone after a few

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task RequireNoneAsync()
    {
        foreach (var report in reports)
        {
            await RequireGoneAsync($"/user/server/round-{report.Round}");
            foreach (var device in report.Devices)
                await RequireGoneAsync($"/user/edge/device-{device.Device}/trainer-{report.Round}");
        }
    }

    private async Task RequireGoneAsync(string path)
    {
        for (int look = 0; look < Looks; look++)
        {
            var identity = await system.ActorSelection(path).Ask<ActorIdentity>(new Identify(look), Patience);
            if (identity.Subject is null)
                return;
            await Task.Yield();
        }
        throw new SimulationException($"{path} is still there after the run");
    }
}
