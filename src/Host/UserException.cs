namespace FedPrune.Host;

/// <summary>How the process ends. Scripts rely on these numbers.</summary>
internal enum ExitCode
{
    Fine = 0,

    /// <summary>Wrong usage or configuration.</summary>
    Usage = 2,

    /// <summary>Something is missing on this machine: data, libtorch, a folder to write to.</summary>
    Environment = 3,

    /// <summary>The run began and failed.</summary>
    RunFailed = 4,
}

/// <summary>A mistake or lack that the user can mend: one clear line and an exit code, never a stack trace.</summary>
internal sealed class UserException(ExitCode code, string message, Exception? cause = null) : Exception(message, cause)
{
    public ExitCode Code { get; } = code;

    public static UserException Usage(string message) => new(ExitCode.Usage, message);

    public static UserException Environment(string message, Exception? cause = null) => new(ExitCode.Environment, message, cause);
}
