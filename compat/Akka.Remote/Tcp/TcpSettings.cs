using Akka.Configuration;

namespace Akka.Remote.Tcp;

/// <summary><c>akka.remote.dot-netty.tcp</c>: where to listen, and within which limits.</summary>
internal sealed record TcpSettings
{
    // Below this not even the framework's own messages fit.
    private const long LeastFrame = 32_000;
    private const int UnsetPort = 0;

    public required string Hostname { get; init; }

    public required int Port { get; init; }

    public required string PublicHostname { get; init; }

    /// <summary>The port that others are told; null for the one that is listened on.</summary>
    public required int? PublicPort { get; init; }

    /// <summary>The most bytes a message may have on the wire.</summary>
    public required int MaximumFrame { get; init; }

    public required int SendBuffer { get; init; }

    public required int ReceiveBuffer { get; init; }

    public required int Backlog { get; init; }

    public required bool NoDelay { get; init; }

    public required bool KeepAlive { get; init; }

    public required bool PreferIPv6 { get; init; }

    public required TimeSpan ConnectTimeout { get; init; }

    public required TimeSpan HandshakeTimeout { get; init; }

    /// <summary>How often an idle connection shows that it is alive.</summary>
    public required TimeSpan HeartbeatInterval { get; init; }

    /// <summary>How long a connection may be silent before it counts as broken.</summary>
    public required TimeSpan AcceptablePause { get; init; }

    /// <summary>Null without <c>enable-ssl</c>.</summary>
    public required Config Ssl { get; init; }

    public string Scheme => Ssl is null ? "akka.tcp" : "akka.ssl.tcp";

    /// <summary>Reads and checks the keys.</summary>
    /// <exception cref="ConfigurationException">A transport other than TCP, or a number out of its range.</exception>
    public static TcpSettings Read(Config akka)
    {
        var remote = akka.GetConfig("akka.remote");
        if (remote.GetStringList("enabled-transports") is not ["akka.remote.dot-netty.tcp"])
        {
            throw new ConfigurationException("akka.remote.enabled-transports must be [\"akka.remote.dot-netty.tcp\"]: no other transport is covered");
        }

        var tcp = remote.GetConfig("dot-netty.tcp");
        if (tcp.GetStringList("applied-adapters").Count > 0)
        {
            throw new ConfigurationException("akka.remote.dot-netty.tcp.applied-adapters must be empty: adapters are not covered");
        }

        if (tcp.GetString("transport-protocol") != "tcp") throw new ConfigurationException("akka.remote.dot-netty.tcp.transport-protocol must be tcp");
        var host = tcp.GetString("hostname") is { Length: > 0 } name ? name : "0.0.0.0";
        var detector = remote.GetConfig("transport-failure-detector");
        return new TcpSettings
        {
            Hostname = host,
            Port = Within(tcp, "port", 0, ushort.MaxValue),
            PublicHostname = tcp.GetString("public-hostname") is { Length: > 0 } publicName ? publicName : host,
            PublicPort = Within(tcp, "public-port", 0, ushort.MaxValue) is var port and not UnsetPort ? port : null,
            MaximumFrame = (int)Sized(tcp, "maximum-frame-size", LeastFrame),
            SendBuffer = (int)Sized(tcp, "send-buffer-size", 1),
            ReceiveBuffer = (int)Sized(tcp, "receive-buffer-size", 1),
            Backlog = Within(tcp, "backlog", 1, int.MaxValue),
            NoDelay = tcp.GetBoolean("tcp-nodelay"),
            KeepAlive = tcp.GetBoolean("tcp-keepalive"),
            PreferIPv6 = tcp.GetBoolean("dns-use-ipv6"),
            ConnectTimeout = tcp.GetTimeSpan("connection-timeout"),
            HandshakeTimeout = remote.GetTimeSpan("handshake-timeout"),
            HeartbeatInterval = detector.GetTimeSpan("heartbeat-interval"),
            AcceptablePause = detector.GetTimeSpan("acceptable-heartbeat-pause"),
            Ssl = tcp.GetBoolean("enable-ssl") ? tcp.GetConfig("ssl") : null,
        };
    }

    private static int Within(Config tcp, string key, int least, int most)
    {
        var value = tcp.GetInt(key);
        return value >= least && value <= most
            ? value
            : throw new ConfigurationException($"akka.remote.dot-netty.tcp.{key} must be {least} to {most}, not {value}");
    }

    private static long Sized(Config tcp, string key, long least)
    {
        var value = tcp.GetByteSize(key, null) ?? 0;
        return value >= least && value <= int.MaxValue - 1024
            ? value
            : throw new ConfigurationException($"akka.remote.dot-netty.tcp.{key} must be {least} to {int.MaxValue - 1024} bytes, not {value}");
    }
}
