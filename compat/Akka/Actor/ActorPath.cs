using System.Diagnostics.CodeAnalysis;
using Akka.Util;

namespace Akka.Actor;

/// <summary>
/// The path of an actor from its system's root. Two paths are equal if their address and names are: the uid, which
/// tells incarnations of a name apart, counts only in the equality of references.
/// </summary>
[SuppressMessage("Design", "CA1036", Justification = "The official type has no ordering operators.")]
public abstract class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>, ISurrogated
{
    public const string ValidSymbols = "\"-_.*$+:@&=,!~';()";

    internal const int UndefinedUid = 0;

    private readonly Address _address;
    private readonly ActorPath _parent;

    protected ActorPath(Address address, string name)
    {
        _address = address;
        Name = name;
    }

    protected ActorPath(ActorPath parentPath, string name, long uid)
    {
        _parent = parentPath;
        Name = name;
        Uid = uid;
        Depth = parentPath.Depth + 1;
    }

    public string Name { get; }

    public long Uid { get; }

    public int Depth { get; }

    public Address Address => Root._address;

    public ActorPath Parent => _parent;

    public ActorPath Root
    {
        get
        {
            var path = this;
            while (path._parent is { } parent) path = parent;
            return path;
        }
    }

    public IReadOnlyList<string> Elements
    {
        get
        {
            var elements = new string[Depth];
            var path = this;
            for (var i = Depth - 1; i >= 0; i--, path = path._parent) elements[i] = path.Name;
            return elements;
        }
    }

    public static ActorPath operator /(ActorPath path, string name) => path.Child(name);

    public static ActorPath operator /(ActorPath path, IEnumerable<string> name) =>
        name.Where(n => !string.IsNullOrEmpty(n)).Aggregate(path, (p, n) => p.Child(n));

    public static bool operator ==(ActorPath left, ActorPath right) => Equals(left, right);

    public static bool operator !=(ActorPath left, ActorPath right) => !Equals(left, right);

    /// <summary>Whether a name may be given to an actor: ASCII letters, digits, a few symbols, %xx, and no leading <c>$</c>.</summary>
    public static bool IsValidPathElement(string s) => !string.IsNullOrEmpty(s) && s[0] != '$' && HasOnlyValidCharacters(s);

    public static string FormatPathElements(IEnumerable<string> pathElements) => string.Concat(pathElements.Select(e => "/" + e));

    public static ActorPath Parse(string path) =>
        TryParse(path, out var parsed) ? parsed : throw new UriFormatException($"Can not parse an ActorPath: {path}");

    public static bool TryParse(string path, out ActorPath actorPath)
    {
        actorPath = null;
        return path is not null && TryParseAddress(path, out var address, out var rest)
            && TryParse(new RootActorPath(address), rest, out actorPath);
    }

    public static bool TryParse(ActorPath basePath, string absoluteUri, out ActorPath actorPath) =>
        TryParse(basePath, absoluteUri.AsSpan(), out actorPath);

    /// <summary>Reads <c>/a/b#uid</c> below a path.</summary>
    public static bool TryParse(ActorPath basePath, ReadOnlySpan<char> absoluteUri, out ActorPath actorPath)
    {
        actorPath = basePath;
        foreach (var range in absoluteUri.Split('/'))
        {
            var element = absoluteUri[range];
            if (element.IsEmpty) continue;
            var hash = element.IndexOf('#');
            long uid = UndefinedUid;
            if (hash >= 0 && !long.TryParse(element[(hash + 1)..], out uid)) return false;
            if (hash >= 0) element = element[..hash];
            actorPath = new ChildActorPath(actorPath, element.ToString(), uid);
        }

        return true;
    }

    public static bool TryParseAddress(string path, out Address address) => Address.TryParse(path, out address);

    public static bool TryParseAddress(string path, out Address address, out ReadOnlySpan<char> absoluteUri) =>
        Address.TryParse(path.AsSpan(), out address, out absoluteUri);

    public ActorPath Child(string childName)
    {
        var (name, uid) = SplitUid(childName);
        return new ChildActorPath(this, name, uid);
    }

    public ActorPath ParentOf(int depth)
    {
        var path = this;
        if (depth >= 0)
        {
            while (path.Depth > depth) path = path._parent;
            return path;
        }

        for (var i = depth; i < 0 && path.Depth > 0; i++) path = path._parent;
        return path;
    }

    public ActorPath WithUid(long uid) => uid == Uid || _parent is null ? this : new ChildActorPath(_parent, Name, uid);

    public bool Equals(ActorPath other)
    {
        var (left, right) = (this, other);
        while (true)
        {
            if (ReferenceEquals(left, right)) return true;
            if (left is null || right is null || left.Depth != right.Depth) return false;
            if (!string.Equals(left.Name, right.Name, StringComparison.Ordinal)) return false;
            if (left._parent is null) return left._address.Equals(right._address);
            (left, right) = (left._parent, right._parent);
        }
    }

    public override bool Equals(object obj) => obj is ActorPath other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        for (var path = this; path is not null; path = path._parent) hash.Add(path.Name, StringComparer.Ordinal);
        return hash.ToHashCode();
    }

    public int CompareTo(ActorPath other)
    {
        if (ReferenceEquals(this, other)) return 0;
        if (other is null) return 1;
        var order = Address.CompareTo(other.Address);
        if (order != 0) return order;
        var (left, right) = (Elements, other.Elements);
        for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            order = string.CompareOrdinal(left[i], right[i]);
            if (order != 0) return order;
        }

        return left.Count.CompareTo(right.Count);
    }

    public override string ToString() => ToStringWithAddress();

    public string ToStringWithAddress() => Join(Address.ToString());

    /// <summary>With its own address if that can be reached from outside, else with the given one.</summary>
    public string ToStringWithAddress(Address address) =>
        Address.HasGlobalScope || address.HasLocalScope ? ToStringWithAddress() : Join(address.ToString());

    public string ToStringWithoutAddress() => Join("");

    public string ToStringWithUid() => AppendUid(ToStringWithAddress());

    public string ToSerializationFormat() => ToStringWithUid();

    public string ToSerializationFormatWithAddress(Address address) => AppendUid(ToStringWithAddress(address));

    public ISurrogate ToSurrogate(ActorSystem system) => new Surrogate(ToSerializationFormat());

    internal static (string Name, long Uid) SplitUid(string element)
    {
        var hash = element.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? (element, UndefinedUid) : (element[..hash], long.Parse(element.AsSpan(hash + 1)));
    }

    private static bool HasOnlyValidCharacters(string s)
    {
        for (var i = 0; i < s.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit(s[i]) || ValidSymbols.Contains(s[i])) continue;
            var escaped = s[i] == '%' && i + 2 < s.Length && char.IsAsciiHexDigit(s[i + 1]) && char.IsAsciiHexDigit(s[i + 2]);
            if (!escaped) return false;
            i += 2;
        }

        return true;
    }

    private string Join(string prefix)
    {
        if (Depth == 0) return prefix + "/";
        var length = prefix.Length;
        for (var path = this; path._parent is not null; path = path._parent) length += path.Name.Length + 1;
        return string.Create(length, (prefix, this), static (span, state) =>
        {
            state.prefix.CopyTo(span);
            var end = span.Length;
            for (var path = state.Item2; path._parent is not null; path = path._parent)
            {
                end -= path.Name.Length;
                path.Name.CopyTo(span[end..]);
                span[--end] = '/';
            }
        });
    }

    private string AppendUid(string text) => Uid == UndefinedUid ? text : $"{text}#{Uid}";

    public sealed class Surrogate(string path) : ISurrogate, IEquatable<Surrogate>, IEquatable<ActorPath>
    {
        public string Path { get; } = path;

        public ISurrogated FromSurrogate(ActorSystem system) => TryParse(Path, out var parsed) ? parsed : null;

        public bool Equals(Surrogate other) => other is not null && string.Equals(Path, other.Path, StringComparison.Ordinal);

        public bool Equals(ActorPath other) => other is not null && Equals((Surrogate)other.ToSurrogate(null));

        public override bool Equals(object obj) => obj is Surrogate other ? Equals(other) : Equals(obj as ActorPath);

        public override int GetHashCode() => Path.GetHashCode(StringComparison.Ordinal);
    }
}

/// <summary>The path of a system's root: its address and a slash.</summary>
public sealed class RootActorPath(Address address, string name = "") : ActorPath(address, name);

/// <summary>The path of an actor below another.</summary>
public sealed class ChildActorPath(ActorPath parentPath, string name, long uid) : ActorPath(parentPath, name, uid);
