namespace PmpPulse.FeedSimulator.City;

/// <summary>Turns wished counts into whole bikes, so that their total is exact.</summary>
internal static class BikeBalance
{
    // halvings of [-2, 2]: to within a thousandth of a bike in the whole city
    private const int Halvings = 36;

    /// <param name="wanted">Bikes wished at each station; below 0 it is empty, beyond its docks it is full.</param>
    /// <param name="docks">Docks that work at each.</param>
    /// <param name="moving">Which stations take part; the others keep what they have.</param>
    /// <param name="total">Bikes that the stations that take part have together.</param>
    /// <returns>Whole bikes at each station, from 0 to its docks.</returns>
    public static int[] Settle(double[] wanted, int[] docks, IReadOnlyList<bool> moving, int total)
    {
        var settled = Shift(wanted, docks, moving, total);
        var counts = new int[wanted.Length];
        var remainders = new List<(double Remainder, int Index)>(wanted.Length);
        var left = total;
        for (var i = 0; i < wanted.Length; i++)
        {
            counts[i] = (int)settled[i];
            if (!moving[i]) continue;
            left -= counts[i];
            if (counts[i] < docks[i]) remainders.Add((settled[i] - counts[i], i));
        }

        // the largest remainders get what rounding down left over: a minute later these are nearly the same stations
        foreach (var (_, index) in remainders.OrderByDescending(r => r.Remainder).ThenBy(r => r.Index).Take(left)) counts[index]++;
        return counts;
    }

    /// <summary>Raises or lowers all stations by the same share of their docks until the total is right.</summary>
    private static double[] Shift(double[] wanted, int[] docks, IReadOnlyList<bool> moving, int total)
    {
        var settled = new double[wanted.Length];
        var (low, high) = (-2.0, 2.0);
        for (var halving = 0; halving < Halvings; halving++)
        {
            var shift = (low + high) / 2;
            var sum = 0.0;
            for (var i = 0; i < wanted.Length; i++)
            {
                settled[i] = moving[i] ? Math.Clamp(wanted[i] + shift * docks[i], 0, docks[i]) : wanted[i];
                if (moving[i]) sum += settled[i];
            }

            if (sum > total) high = shift;
            else low = shift;
        }

        return settled;
    }
}
