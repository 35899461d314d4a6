using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>
/// A parsed configuration laid over its fallbacks. It never changes once made. A path that is not there gives the default the
/// caller named (0, false, null if none), a value of the wrong form an exception.
/// </summary>
public partial class Config
{
    private static readonly HoconSubstitution[] s_none = [];

    private readonly HoconValue _own;

    public Config() => Substitutions = s_none;

    public Config(HoconRoot root)
    {
        ArgumentNullException.ThrowIfNull(root);
        Root = root.Value ?? throw new ArgumentNullException(nameof(root), "The root value cannot be null.");
        _own = Root;
        Substitutions = root.Substitutions;
    }

    public Config(Config source, Config fallback)
    {
        if (source is null) throw new ArgumentNullException(nameof(source), "The source configuration cannot be null.");
        _own = source._own;
        Fallback = fallback;
        Root = Laid(source._own, fallback?.Root);
        Substitutions = source.Substitutions;
    }

    public static readonly Config Empty = ConfigurationFactory.Empty;

    /// <summary>What is looked at where this configuration itself has nothing; null if there is nothing further.</summary>
    public Config Fallback { get; private set; }

    /// <summary>The whole tree, fallbacks included.</summary>
    public HoconValue Root { get; private set; }

    public IEnumerable<HoconSubstitution> Substitutions { get; set; }

    public virtual bool IsEmpty => Root is null || Root.IsEmpty;

    /// <summary>The value at <paramref name="path"/>, or null.</summary>
    public HoconValue GetValue(string path) => Find(Root ?? throw new InvalidOperationException("Current node should not be null"), path);

    public virtual bool HasPath(string path) => GetValue(path) is not null;

    /// <summary>What is under <paramref name="path"/>, here and in the fallbacks; null if nothing is.</summary>
    public virtual Config GetConfig(string path)
    {
        var value = GetValue(path);
        return value is null ? null : new Config(new HoconRoot(value)) { Fallback = Fallback?.GetConfig(path) };
    }

    /// <summary>This configuration with <paramref name="fallback"/> behind everything it already falls back to.</summary>
    /// <exception cref="ArgumentException"><paramref name="fallback"/> is this configuration.</exception>
    public virtual Config WithFallback(Config fallback)
    {
        if (ReferenceEquals(fallback, this)) throw new ArgumentException("Config can not have itself as fallback", nameof(fallback));
        if (fallback.IsNullOrEmpty()) return this;
        return IsEmpty ? fallback : Copy(fallback);
    }

    /// <summary>The topmost keys and their values.</summary>
    public virtual IEnumerable<KeyValuePair<string, HoconValue>> AsEnumerable() => Root?.GetObject()?.Items ?? [];

    public override string ToString() => ToString(includeFallback: false);

    public string ToString(bool includeFallback) => (includeFallback ? Root : _own)?.ToString() ?? "";

    public static Config operator +(Config config, string fallback) => config.WithFallback(ConfigurationFactory.ParseString(fallback));

    public static Config operator +(string configHocon, Config fallbackConfig) =>
        ConfigurationFactory.ParseString(configHocon).WithFallback(fallbackConfig);

    public static implicit operator Config(string str) => ConfigurationFactory.ParseString(str);

    /// <summary>A copy of this configuration and its fallbacks, with <paramref name="fallback"/> behind the last of them.</summary>
    protected Config Copy(Config fallback = null) => new(this, Fallback is null ? fallback : Fallback.Copy(fallback));

    private static HoconValue Find(HoconValue from, string path)
    {
        var value = from;
        foreach (var key in HoconPath.Keys(path))
        {
            value = value.GetChildObject(key);
            if (value is null) return null;
        }

        return value;
    }

    private static HoconValue Laid(HoconValue above, HoconValue below)
    {
        if (above is null || below is null) return above ?? below;
        return above.GetObject() is { } over && below.GetObject() is { } under ? new HoconValue([HoconObject.Over(under, over)]) : above;
    }
}
