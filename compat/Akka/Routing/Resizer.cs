using Akka.Actor;
using Akka.Configuration;

namespace Akka.Routing;

/// <summary>Changes the size of a pool by what its routees have to do.</summary>
public abstract class Resizer
{
    /// <summary>The resizer of a deployment's section; null if it is not enabled.</summary>
    public static Resizer FromConfig(Config parentConfig)
    {
        var section = parentConfig.GetConfig("resizer");
        return section is not null && section.GetBoolean("enabled") ? DefaultResizer.FromConfig(section) : null;
    }

    /// <summary>Asked for every message, the first being number 0.</summary>
    public abstract bool IsTimeForResize(long messageCounter);

    /// <summary>By how many routees the pool is to grow, or to shrink if negative.</summary>
    public abstract int Resize(IEnumerable<Routee> currentRoutees);
}

/// <summary>Grows a pool whose routees are all busy, shrinks one of which few are, between two bounds.</summary>
public class DefaultResizer : Resizer, IEquatable<DefaultResizer>
{
    public DefaultResizer(
        int lower,
        int upper,
        int pressureThreshold = 1,
        double rampupRate = 0.2,
        double backoffThreshold = 0.3,
        double backoffRate = 0.1,
        int messagesPerResize = 10)
    {
        Require(lower >= 0, $"lowerBound must be >= 0, was: {lower}", nameof(lower));
        Require(upper >= 0, $"upperBound must be >= 0, was: {upper}", nameof(upper));
        Require(upper >= lower, $"upperBound must be >= lowerBound, was: {upper} < {lower}", nameof(upper));
        Require(rampupRate >= 0, FormattableString.Invariant($"rampupRate must be >= 0.0, was {rampupRate}"), nameof(rampupRate));
        Require(backoffThreshold <= 1, FormattableString.Invariant($"backoffThreshold must be <= 1.0, was {backoffThreshold}"), nameof(backoffThreshold));
        Require(backoffRate >= 0, FormattableString.Invariant($"backoffRate must be >= 0.0, was {backoffRate}"), nameof(backoffRate));
        Require(messagesPerResize > 0, $"messagesPerResize must be > 0, was {messagesPerResize}", nameof(messagesPerResize));
        LowerBound = lower;
        UpperBound = upper;
        PressureThreshold = pressureThreshold;
        RampupRate = rampupRate;
        BackoffThreshold = backoffThreshold;
        BackoffRate = backoffRate;
        MessagesPerResize = messagesPerResize;
    }

    public int LowerBound { get; set; }

    public int UpperBound { get; set; }

    /// <summary>From when on a routee is busy. 0: it processes a message; 1: and has more waiting; above: so many wait.</summary>
    public int PressureThreshold { get; }

    /// <summary>By which fraction a pool grows whose routees are all busy.</summary>
    public double RampupRate { get; }

    /// <summary>Below which fraction of busy routees the pool shrinks; 0 for never.</summary>
    public double BackoffThreshold { get; }

    /// <summary>By which fraction it then shrinks.</summary>
    public double BackoffRate { get; }

    public int MessagesPerResize { get; }

    public static new DefaultResizer FromConfig(Config resizerConfig) => new(
        resizerConfig.GetInt("lower-bound"),
        resizerConfig.GetInt("upper-bound"),
        resizerConfig.GetInt("pressure-threshold"),
        resizerConfig.GetDouble("rampup-rate"),
        resizerConfig.GetDouble("backoff-threshold"),
        resizerConfig.GetDouble("backoff-rate"),
        resizerConfig.GetInt("messages-per-resize"));

    public override bool IsTimeForResize(long messageCounter) => messageCounter % MessagesPerResize == 0;

    public override int Resize(IEnumerable<Routee> currentRoutees) => Capacity(currentRoutees);

    /// <summary>The change wanted, kept between the bounds.</summary>
    public int Capacity(IEnumerable<Routee> currentRoutees)
    {
        Routee[] routees = [.. currentRoutees];
        var wanted = routees.Length + Filter(Pressure(routees), routees.Length);
        return Math.Clamp(wanted, LowerBound, UpperBound) - routees.Length;
    }

    /// <summary>How many routees are busy.</summary>
    public int Pressure(IEnumerable<Routee> currentRoutees) =>
        currentRoutees.Count(routee => routee is ActorRefRoutee { Actor: LocalActorRef { Cell: var cell } } && IsBusy(cell));

    /// <summary>The change that so many busy routees of so many call for.</summary>
    public int Filter(int pressure, int capacity) => Rampup(pressure, capacity) + Backoff(pressure, capacity);

    public int Rampup(int pressure, int capacity) => pressure < capacity ? 0 : (int)Math.Ceiling(RampupRate * capacity);

    public int Backoff(int pressure, int capacity)
    {
        var shrinks = BackoffThreshold > 0 && BackoffRate > 0 && capacity > 0 && (double)pressure / capacity < BackoffThreshold;
        return shrinks ? (int)Math.Floor(-BackoffRate * capacity) : 0;
    }

    public bool Equals(DefaultResizer other) =>
        other is not null && LowerBound == other.LowerBound && UpperBound == other.UpperBound
        && PressureThreshold == other.PressureThreshold && RampupRate.Equals(other.RampupRate)
        && BackoffThreshold.Equals(other.BackoffThreshold) && BackoffRate.Equals(other.BackoffRate)
        && MessagesPerResize == other.MessagesPerResize;

    public override bool Equals(object obj) => Equals(obj as DefaultResizer);

    public override int GetHashCode() => HashCode.Combine(PressureThreshold, RampupRate, BackoffThreshold, BackoffRate, MessagesPerResize);

    private static void Require(bool holds, string otherwise, string parameter)
    {
        if (!holds) throw new ArgumentException(otherwise, parameter);
    }

    private bool IsBusy(ActorCell cell) => PressureThreshold switch
    {
        1 => cell.CurrentMessage is not null && cell.HasMessages,
        < 1 => cell.CurrentMessage is not null,
        _ => cell.NumberOfMessages >= PressureThreshold,
    };
}
