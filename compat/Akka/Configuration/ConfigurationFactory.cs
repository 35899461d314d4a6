using System.Reflection;
using System.Text.Json;
using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>Makes configurations from text, resources and objects.</summary>
public static class ConfigurationFactory
{
    public static Config Empty => ParseString("");

    /// <summary>Parses a text.</summary>
    /// <param name="hocon">The text.</param>
    /// <param name="includeCallback">Gives what the text includes by name.</param>
    /// <exception cref="FormatException">The text is no HOCON, or names a substitution that it does not hold.</exception>
    public static Config ParseString(string hocon, Func<string, HoconRoot> includeCallback) => new(Parser.Parse(hocon, includeCallback));

    /// <inheritdoc cref="ParseString(string, Func{string, HoconRoot})"/>
    public static Config ParseString(string hocon) => ParseString(hocon, null);

    /// <summary>The configuration of the hosting program; none, as .NET programs have no configuration section for it.</summary>
    public static Config Load() => Empty;

    /// <summary>The reference configuration: every key of the runtime with its default.</summary>
    public static Config Default() => ParseString(ReferenceConfiguration.Text);

    public static Config FromResource(string resourceName, object instanceInAssembly) => instanceInAssembly switch
    {
        Type type => FromResource(resourceName, type.Assembly),
        Assembly assembly => FromResource(resourceName, assembly),
        _ => FromResource(resourceName, instanceInAssembly.GetType().Assembly),
    };

    public static Config FromResource<TAssembly>(string resourceName) => FromResource(resourceName, typeof(TAssembly).Assembly);

    /// <summary>Parses a resource that is embedded in an assembly.</summary>
    /// <exception cref="ArgumentNullException">The assembly has no such resource.</exception>
    public static Config FromResource(string resourceName, Assembly assembly)
    {
        using var stream = assembly.GetManifestResourceStream(resourceName);
        using var reader = new StreamReader(stream);
        return ParseString(reader.ReadToEnd());
    }

    /// <summary>The public properties of <paramref name="source"/> as keys, nested objects as nested keys.</summary>
    public static Config FromObject(object source) => ParseString(JsonSerializer.Serialize(source));
}
