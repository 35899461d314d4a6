using System.Diagnostics.CodeAnalysis;
using Akka.Util;

namespace Akka.Actor;

/// <summary>Where an actor system is: <c>protocol://system</c>, and <c>@host:port</c> if it can be reached from outside.</summary>
[SuppressMessage("Design", "CA1036", Justification = "The official type has no ordering operators.")]
public sealed class Address : IEquatable<Address>, IComparable<Address>, IComparable, ISurrogated, ICloneable
{
    public static readonly Address AllSystems = new("akka", "all-systems");

    public static readonly IComparer<Address> Comparer = Comparer<Address>.Create(Compare);

    private readonly string _text;

    public Address(string protocol, string system, string host = null, int? port = null)
    {
        Protocol = protocol;
        System = system;
        Host = host?.ToLowerInvariant();
        Port = port;
        _text = Host is null ? $"{protocol}://{system}" : $"{protocol}://{system}@{Host}{(port is int p ? $":{p}" : "")}";
    }

    public string Host { get; }

    public int? Port { get; }

    public string System { get; }

    public string Protocol { get; }

    public bool HasLocalScope => string.IsNullOrEmpty(Host);

    public bool HasGlobalScope => !HasLocalScope;

    public static bool operator ==(Address left, Address right) => Equals(left, right);

    public static bool operator !=(Address left, Address right) => !Equals(left, right);

    public static Address Parse(string address) =>
        TryParse(address, out var parsed) ? parsed : throw new UriFormatException($"Invalid address: {address}");

    public static bool TryParse(string path, out Address address) => TryParse(path.AsSpan(), out address, out _);

    public static bool TryParse(string path, out Address address, out string absolutUri)
    {
        var parsed = TryParse(path.AsSpan(), out address, out var rest);
        absolutUri = parsed ? rest.ToString() : null;
        return parsed;
    }

    public static bool TryParse(ReadOnlySpan<char> span, out Address address) => TryParse(span, out address, out _);

    /// <summary>Reads an address and hands back what follows it, from the first slash on.</summary>
    public static bool TryParse(ReadOnlySpan<char> span, out Address address, out ReadOnlySpan<char> absolutUri)
    {
        address = null;
        absolutUri = default;
        var scheme = span.IndexOf("://");
        if (scheme <= 0 || !IsScheme(span[..scheme])) return false;
        var rest = span[(scheme + 3)..];
        var slash = rest.IndexOf('/');
        absolutUri = slash < 0 ? "/" : rest[slash..];
        var authority = slash < 0 ? rest : rest[..slash];
        if (!TryParseAuthority(authority, out var system, out var host, out var port)) return false;
        address = new Address(span[..scheme].ToString(), system, host, port);
        return true;
    }

    public string HostPort() => _text[(Protocol.Length + 3)..];

    public Address WithHost(string host = null) => new(Protocol, System, host, Port);

    public Address WithPort(int? port = null) => new(Protocol, System, Host, port);

    public Address WithProtocol(string protocol) => new(protocol, System, Host, Port);

    public Address WithSystem(string system) => new(Protocol, system, Host, Port);

    public object Clone() => new Address(Protocol, System, Host, Port);

    public bool Equals(Address other) => other is not null && string.Equals(_text, other._text, StringComparison.Ordinal);

    public override bool Equals(object obj) => obj is Address other && Equals(other);

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    public int CompareTo(Address other) => Compare(this, other);

    int IComparable.CompareTo(object obj) => obj switch
    {
        null => 1,
        Address other => Compare(this, other),
        _ => throw new ArgumentException($"Cannot compare an {nameof(Address)} with {obj.GetType()}", nameof(obj)),
    };

    public override string ToString() => _text;

    public ISurrogate ToSurrogate(ActorSystem system) =>
        new AddressSurrogate { Host = Host, Port = Port, System = System, Protocol = Protocol };

    private static bool IsScheme(ReadOnlySpan<char> scheme)
    {
        foreach (var c in scheme)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '+' or '-')) return false;
        }

        return true;
    }

    private static bool TryParseAuthority(ReadOnlySpan<char> authority, out string system, out string host, out int? port)
    {
        system = host = null;
        port = null;
        var at = authority.IndexOf('@');
        system = (at < 0 ? authority : authority[..at]).ToString();
        if (system.Length == 0) return false;
        if (at < 0) return true;
        var hostPort = authority[(at + 1)..];
        var colon = hostPort.LastIndexOf(':');
        if (colon > hostPort.LastIndexOf(']'))
        {
            if (!int.TryParse(hostPort[(colon + 1)..], out var number) || number is < 0 or > 65535) return false;
            port = number;
            hostPort = hostPort[..colon];
        }

        host = hostPort.ToString();
        return host.Length > 0;
    }

    private static int Compare(Address left, Address right)
    {
        if (ReferenceEquals(left, right)) return 0;
        if (left is null) return -1;
        if (right is null) return 1;
        var order = string.CompareOrdinal(left.Protocol, right.Protocol);
        if (order == 0) order = string.CompareOrdinal(left.System, right.System);
        if (order == 0) order = string.CompareOrdinal(left.Host ?? "", right.Host ?? "");
        return order != 0 ? order : (left.Port ?? 0).CompareTo(right.Port ?? 0);
    }

    public sealed class AddressSurrogate : ISurrogate
    {
        public string Protocol { get; set; }

        public string System { get; set; }

        public string Host { get; set; }

        public int? Port { get; set; }

        public ISurrogated FromSurrogate(ActorSystem system) => new Address(Protocol, System, Host, Port);
    }
}
