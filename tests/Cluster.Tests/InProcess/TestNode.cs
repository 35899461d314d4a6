using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using FedPrune.Host.Configuration;
using FedPrune.Host.Nodes;

namespace FedPrune.Cluster.Tests.InProcess;

/// <summary>
/// How a node of a cluster within this process is set up: as one of the program, with a relay in front of it, and with shorter
/// intervals. It is at 127.0.0.<paramref name="Number"/>, so that nodes can be told apart.
/// </summary>
/// <param name="Number">From 2: the server; edge nodes follow.</param>
/// <param name="Port">That it listens at.</param>
/// <param name="Relay">In front of it.</param>
internal sealed record TestNode(int Number, int Port, TcpRelay Relay)
{
    public const int Server = 2;

    public string Host => HostOf(Number);

    /// <summary>The address of a node, as its connections show it.</summary>
    public static string HostOf(int number) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.{number}");

    /// <summary>A node behind a relay of its own.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="nodes">Of the cluster.</param>
    public static TestNode At(int number, int nodes)
    {
        var port = Experiment.Ports(1)[0];
        return new TestNode(
            number, port, new TcpRelay(HostOf(number)) { Target = port, Names = [.. Enumerable.Range(Server, nodes).Select(HostOf)] });
    }

    /// <summary>Its membership.</summary>
    /// <param name="role">What it is.</param>
    /// <param name="seed">Where the cluster begins.</param>
    /// <param name="keys">Its keys; null in an open cluster.</param>
    /// <param name="own">HOCON below <c>akka</c>, before all else.</param>
    public Membership Membership(string role, TestNode seed, NodeKeys? keys, string own = "")
    {
        var config = ConfigurationFactory.ParseString(string.Create(CultureInfo.InvariantCulture, $$"""
            akka {
              {{keys?.Hocon}}
              coordinated-shutdown.run-by-clr-shutdown-hook = off
              remote.dot-netty.tcp { hostname = "127.0.0.1", port = {{Port}}, public-hostname = "{{Host}}", public-port = {{Relay.Port}} }
              cluster {
                roles = ["{{role}}"]
                seed-nodes = ["akka{{(keys is null ? "" : ".ssl")}}.tcp://fedprune@{{seed.Host}}:{{seed.Relay.Port}}"]
                periodic-tasks-initial-delay = 100ms
                gossip-interval = 200ms
                leader-actions-interval = 200ms
                unreachable-nodes-reaper-interval = 200ms
                seed-node-timeout = 1s
                retry-unsuccessful-join-after = 1s
              }
            }
            """));
        var before = own.Length == 0 ? config : ConfigurationFactory.ParseString($"akka {{ {own} }}").WithFallback(config);
        return new Membership(before.WithFallback(HoconFiles.Reference()).WithFallback(HoconFiles.ClusterBase()), keys);
    }

    /// <summary>What a node logs from now on, warnings and errors.</summary>
    public static LogTap Listen(ActorSystem system)
    {
        var tap = new LogTap();
        system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new Listener(tap))), typeof(LogEvent));
        return tap;
    }

    private sealed class Listener(LogTap tap) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is LogEvent said && said.LogLevel() >= LogLevel.WarningLevel)
                tap.Add($"{said.Message}");
        }
    }
}

/// <summary>Lines that a node has logged.</summary>
internal sealed class LogTap
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    public void Add(string line)
    {
        lock (_lock)
            _lines.Add(line);
    }
}
