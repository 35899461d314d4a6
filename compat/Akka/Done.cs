namespace Akka;

/// <summary>Says that an asynchronous step completed, where there is no value to hand over.</summary>
public sealed class Done
{
    public static readonly Done Instance = new();

    private Done()
    {
    }
}
