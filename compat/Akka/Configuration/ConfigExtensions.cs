namespace Akka.Configuration;

/// <summary>Null-tolerant operations on a <see cref="Config"/>.</summary>
public static class ConfigExtensions
{
    /// <summary>Like <see cref="Config.WithFallback"/>, but either side may be null, empty or the same object.</summary>
    public static Config SafeWithFallback(this Config config, Config fallback)
    {
        if (config.IsNullOrEmpty()) return fallback ?? config;
        return fallback.IsNullOrEmpty() || ReferenceEquals(config, fallback) ? config : config.WithFallback(fallback);
    }

    public static bool IsNullOrEmpty(this Config config) => config is null || config.IsEmpty;
}
