using System.Collections.Immutable;
using System.Globalization;
using FedPrune.Actors;
using FedPrune.Actors.Devices;
using FedPrune.Actors.Edge;
using FedPrune.Actors.Faults;
using FedPrune.Actors.Rounds;
using FedPrune.Model.Cost;

namespace FedPrune.Host.Configuration;

/// <summary>From settings to how rounds go, what devices there are, what goes wrong and by which clock.</summary>
internal static class PolicyReader
{
    public static RoundPolicy Policy(Settings settings)
    {
        var preferred = settings.Duration("round.preferred").TotalSeconds;
        var candidates = settings.Number("round.candidates", 1);
        return new RoundPolicy
        {
            Selection = settings.Choice<SelectionRule>(
                "round.selection",
                ("uniform", new UniformSelection()), ("size", new SizeSelection()),
                ("power-of-choice", new PowerOfChoice(candidates)), ("oort", new OortSelection(preferred))),
            OverSelection = settings.Number("round.over-selection", 1),
            KeepsLate = settings.Choice("round.late", ("drop", false), ("keep", true)),
            StalenessExponent = settings.Number("round.staleness", 0),
            MostStaleness = settings.Whole("round.most-staleness", 1),
            Concurrency = settings.Whole("round.concurrency", 0),
        };
    }

    public static FaultPlan Faults(Settings settings) => Parsed(settings, "faults", FaultPlan.Parse);

    public static ImmutableArray<DeviceShare> Mix(Settings settings) => Parsed(settings, "device.mix", DevicePresets.Mix);

    public static FederationOptions Options(Settings settings) => new()
    {
        Nodes = settings.Whole("compute.nodes", 1, 1024),
        SlotTimeout = settings.Text("compute.timeout") == "off" ? null : settings.Duration("compute.timeout"),
    };

    /// <summary>When rounds begin over a cluster, and what becomes of what is lost.</summary>
    public static FleetTerms Fleet(Settings settings) => new(
        settings.Whole("cluster.nodes", 1, 10_000), settings.Duration("cluster.patience"), settings.Whole("cluster.retries", 0, 1000));

    /// <summary>Whether nodes of a cluster have to prove who they are.</summary>
    public static bool Closed(Settings settings) => settings.Choice("cluster.security", ("closed", true), ("open", false));

    /// <summary>Where a node tells how it is; null for nowhere.</summary>
    public static string? Health(Settings settings)
    {
        var text = settings.Text("cluster.health");
        return text == "off" ? null
            : text.Split(':') is [{ Length: > 0 }, var port] && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? text
            : throw settings.NotAllowed("cluster.health", "off, or an address and a port, e.g. 127.0.0.1:9100 or *:9100");
    }

    /// <summary>What the actor system has to be told of the experiment: the clock.</summary>
    public static string ActorSystem(Settings settings) => string.Create(CultureInfo.InvariantCulture, $$"""
        akka.actor {
          bandwidth-mailbox { clock = {{settings.Text("clock")}}, speed-up = {{settings.Positive("speed-up")}} }
          compute-mailbox { clock = {{settings.Text("clock")}}, speed-up = {{settings.Positive("speed-up")}} }
        }
        """);

    private static T Parsed<T>(Settings settings, string key, Func<string, T> parse)
    {
        try
        {
            return parse(settings.Text(key));
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            throw UserException.Usage($"fedprune.{key}: {e.Message}");
        }
    }
}
