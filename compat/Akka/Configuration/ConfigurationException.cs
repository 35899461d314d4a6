using Akka.Actor;

namespace Akka.Configuration;

/// <summary>A configuration that cannot be used: it is missing, contradicts itself or names what does not exist.</summary>
public class ConfigurationException : AkkaException
{
    public ConfigurationException(string message) : base(message) { }

    public ConfigurationException(string message, Exception exception) : base(message, exception) { }

    /// <summary>The exception for a <typeparamref name="T"/> that was given no configuration, or none at <paramref name="path"/>.</summary>
    public static ConfigurationException NullOrEmptyConfig<T>(string path = null) => new(
        string.IsNullOrWhiteSpace(path)
            ? $"Failed to instantiate {typeof(T).Name}: Configuration is null or empty"
            : $"Failed to instantiate {typeof(T).Name}: Configuration does not contain `{path}` node");
}
